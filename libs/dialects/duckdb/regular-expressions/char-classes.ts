import { type CharSet, charSet, charsOf, complement, type Range, union } from './char-set.ts'
import { UNICODE_CLASSES } from './unicode-16.ts'

const DIGITS: CharSet = [[0x30, 0x39]]
const SPACES = charsOf(
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
)
const WIDE_SPACES = charsOf('\u2028\u2029\u202f\u205f\u3000')
const LINE_BREAKS = charsOf('\t\n\v\f\r\u0085\u2028\u2029')

const unpacked = new Map<string, CharSet>()

/** The ranges of unicode-16.ts. */
function unpack(name: keyof typeof UNICODE_CLASSES): CharSet {
  const known = unpacked.get(name)
  if (known !== undefined) return known
  const numbers = UNICODE_CLASSES[name]
    .trim()
    .split(/\s+/)
    .map((text) => Number.parseInt(text, 36))
  const ranges: Range[] = []
  let next = 0
  for (let at = 0; at < numbers.length; at += 2) {
    const first = next + (numbers[at] ?? 0)
    const last = first + (numbers[at + 1] ?? 0)
    ranges.push([first, last])
    next = last + 1
  }
  const set = charSet(ranges)
  unpacked.set(name, set)
  return set
}

/** The characters of a POSIX class (`alpha`, `word`) as PostgreSQL 18 has it under C.UTF-8; undefined for no class. */
export function charClass(name: string): CharSet | undefined {
  switch (name) {
    case 'alpha':
    case 'upper':
    case 'lower':
    case 'punct':
    case 'graph':
      return unpack(name)
    case 'alnum':
      return union(DIGITS, unpack('alpha'))
    case 'word':
      return union(DIGITS, unpack('alpha'), charsOf('_'))
    case 'digit':
      return DIGITS
    case 'space':
      return union(SPACES, WIDE_SPACES)
    case 'print':
      return union(unpack('graph'), complement(union(complement(union(SPACES, WIDE_SPACES)), LINE_BREAKS)))
    case 'cntrl':
      return [
        [1, 0x1f],
        [0x7f, 0x9f],
      ]
    case 'blank':
      return charsOf('\t ')
    case 'xdigit':
      return charsOf('0123456789abcdefABCDEF')
    case 'ascii':
      return [[1, 0x7f]]
    default:
      return undefined
  }
}

/** What PostgreSQL takes for a character when case does not count: its lower and its upper form. */
export function casesOf(code: number): readonly number[] {
  return [...new Set([lowerOf(code), upperOf(code)])]
}

/** The set with the other case of each of its characters; undefined for one too large to be gone through. */
export function withCases(set: CharSet): CharSet | undefined {
  if (set.reduce((size, [first, last]) => size + last - first + 1, 0) > 3000) return undefined
  const cases: Range[] = []
  for (const [first, last] of set) {
    for (let code = first; code <= last; code += 1) {
      for (const other of casesOf(code)) cases.push([other, other])
    }
  }
  return charSet([...set, ...cases])
}

/** Simple case mapping: one character for one. */
function lowerOf(code: number): number {
  if (code === 0x130) return 0x69
  return singleOf(String.fromCodePoint(code).toLowerCase()) ?? code
}

function upperOf(code: number): number {
  return singleOf(String.fromCodePoint(code).toUpperCase()) ?? greekCapital(code) ?? code
}

/** Small Greek letters with iota have a capital of their own, which JavaScript writes as two. */
function greekCapital(code: number): number | undefined {
  if ([0x1fb3, 0x1fc3, 0x1ff3].includes(code)) return code + 9
  return code >= 0x1f80 && code <= 0x1faf && code % 16 < 8 ? code + 8 : undefined
}

function singleOf(text: string): number | undefined {
  const [first, ...others] = text
  return first === undefined || others.length > 0 ? undefined : first.codePointAt(0)
}
