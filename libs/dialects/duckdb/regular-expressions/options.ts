import { InvalidPattern, UnsupportedPattern } from './fault.ts'

/** How a pattern is read. */
export interface PatternOptions {
  readonly ignoreCase: boolean
  /** `.` and negated brackets leave out the newline. */
  readonly newlineStops: boolean
  /** `^` and `$` match at the ends of lines too. */
  readonly lineAnchors: boolean
  /** White space and comments stand for nothing. */
  readonly expanded: boolean
  /** The pattern is plain text. */
  readonly literal: boolean
}

export const DEFAULT_OPTIONS: PatternOptions = {
  ignoreCase: false,
  newlineStops: false,
  lineAnchors: false,
  expanded: false,
  literal: false,
}

/** Letters that may stand in `(?...)` at the start of a pattern. */
export const EMBEDDED_FLAGS = /^[bceimnpqstwx]*$/

/** The options with those of a flags argument or of `(?...)`; `g` is left to the caller. @throws InvalidPattern 22023 */
export function withFlags(options: PatternOptions, flags: string): PatternOptions {
  return Array.from(flags).reduce(withFlag, options)
}

function withFlag(options: PatternOptions, flag: string): PatternOptions {
  switch (flag) {
    case 'i':
      return { ...options, ignoreCase: true }
    case 'c':
      return { ...options, ignoreCase: false }
    case 'n':
    case 'm':
      return { ...options, newlineStops: true, lineAnchors: true }
    case 'p':
      return { ...options, newlineStops: true, lineAnchors: false }
    case 'w':
      return { ...options, newlineStops: false, lineAnchors: true }
    case 's':
      return { ...options, newlineStops: false, lineAnchors: false }
    case 'x':
      return { ...options, expanded: true }
    case 't':
      return { ...options, expanded: false }
    case 'q':
      return { ...options, literal: true }
    case 'b':
    case 'e':
      throw new UnsupportedPattern('basic and extended regular expressions (b, e) are not supported')
    default:
      throw new InvalidPattern(`invalid regular expression option: "${flag}"`, '22023')
  }
}
