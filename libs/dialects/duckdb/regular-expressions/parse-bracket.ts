import { charClass, withCases } from './char-classes.ts'
import { type CharSet, complement, union } from './char-set.ts'
import { InvalidPattern, UnsupportedPattern } from './fault.ts'
import { parseEscape } from './parse-escape.ts'
import type { PatternReader } from './reader.ts'

/** What stands between brackets, before newlines are seen to. */
export interface Bracket {
  readonly set: CharSet
  readonly negated: boolean
}

type Item = { readonly kind: 'character'; readonly code: number } | { readonly kind: 'class'; readonly set: CharSet }

/** Reads a bracket expression whose `[` has been passed. @throws InvalidPattern */
export function parseBracket(reader: PatternReader, ignoreCase: boolean): Bracket {
  const negated = reader.take('^')
  const sets: CharSet[] = []
  for (let first = true; first || reader.peek() !== ']'; first = false) {
    if (reader.atEnd) throw new InvalidPattern('brackets [] not balanced')
    sets.push(parseItem(reader, ignoreCase))
  }
  reader.next()
  return { set: union(...sets), negated }
}

function parseItem(reader: PatternReader, ignoreCase: boolean): CharSet {
  const start = parseEndpoint(reader, ignoreCase)
  const isRange = reader.peek() === '-' && reader.peek(1) !== ']'
  if (!isRange) return start.kind === 'class' ? start.set : cased([[start.code, start.code]], ignoreCase)
  reader.next()
  if (reader.atEnd) throw new InvalidPattern('brackets [] not balanced')
  const end = parseEndpoint(reader, ignoreCase)
  if (start.kind === 'class' || end.kind === 'class' || start.code > end.code) throw invalidRange()
  // A range may not begin where another ended.
  if (reader.peek() === '-' && reader.peek(1) !== ']') throw invalidRange()
  return cased([[start.code, end.code]], ignoreCase)
}

/** With the other cases where case does not count; a class like [:alpha:] is left as it is. */
function cased(set: CharSet, ignoreCase: boolean): CharSet {
  const all = ignoreCase ? withCases(set) : set
  if (all === undefined) throw new UnsupportedPattern('large character ranges that ignore case are not supported')
  return all
}

function parseEndpoint(reader: PatternReader, ignoreCase: boolean): Item {
  for (const [open, close] of [
    ['[.', '.]'],
    ['[=', '=]'],
    ['[:', ':]'],
  ] as const) {
    if (reader.take(open)) return named(open, untilClose(reader, close), ignoreCase)
  }
  if (!reader.take('\\')) return { kind: 'character', code: reader.next().codePointAt(0) ?? 0 }
  const escaped = parseEscape(reader)
  if (escaped.kind === 'assertion') throw new InvalidPattern('invalid escape \\ sequence')
  return escaped
}

function untilClose(reader: PatternReader, close: string): string {
  let name = ''
  while (!reader.take(close)) {
    if (reader.atEnd) throw new InvalidPattern('brackets [] not balanced')
    name += reader.next()
  }
  return name
}

function named(open: '[.' | '[=' | '[:', name: string, ignoreCase: boolean): Item {
  if (open === '[:') {
    const set = charClass(ignoreCase && ['lower', 'upper'].includes(name) ? 'alpha' : name)
    if (set === undefined) throw new InvalidPattern('invalid character class')
    return { kind: 'class', set }
  }
  const [first = '', ...others] = name
  if (first === '') throw new InvalidPattern('invalid collating element')
  if (others.length > 0) throw new UnsupportedPattern('collating elements with names ([[.hyphen.]]) are not supported')
  return { kind: 'character', code: first.codePointAt(0) ?? 0 }
}

function invalidRange(): InvalidPattern {
  return new InvalidPattern('invalid character range')
}

/** The characters a bracket matches; `stops` leaves the newline out of a negated one. */
export function bracketSet({ set, negated }: Bracket, stops: boolean): CharSet {
  if (!negated) return set
  return complement(stops ? union(set, [[0x0a, 0x0a]]) : set)
}
