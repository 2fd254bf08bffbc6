import { charClass } from './char-classes.ts'
import { type CharSet, complement } from './char-set.ts'
import { InvalidPattern, UnsupportedPattern } from './fault.ts'
import type { Assertion } from './node.ts'
import { isDigit, isHexDigit, isOctalDigit, type PatternReader } from './reader.ts'

/** What a backslash and what follows it stand for. */
export type Escape =
  | { readonly kind: 'character'; readonly code: number }
  | { readonly kind: 'class'; readonly set: CharSet }
  | { readonly kind: 'assertion'; readonly test: Assertion }

const CHARACTERS: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  B: 0x5c,
  e: 0x1b,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
}

const CLASSES: Readonly<Record<string, string>> = { d: 'digit', s: 'space', w: 'word' }

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: 'text start',
  Z: 'text end',
  m: 'word start',
  M: 'word end',
  y: 'word boundary',
  Y: 'no word boundary',
}

/** Reads an escape whose backslash has been passed. @throws InvalidPattern */
export function parseEscape(reader: PatternReader): Escape {
  const letter = reader.next()
  if (letter === '') throw invalidEscape()
  if (!/^[0-9A-Za-z]$/.test(letter)) return { kind: 'character', code: letter.codePointAt(0) ?? 0 }
  const code = CHARACTERS[letter]
  if (code !== undefined) return { kind: 'character', code }
  const test = ASSERTIONS[letter]
  if (test !== undefined) return { kind: 'assertion', test }
  const set = charClass(CLASSES[letter.toLowerCase()] ?? '')
  if (set !== undefined) return { kind: 'class', set: /[A-Z]/.test(letter) ? complement(set) : set }
  return { kind: 'character', code: numberedCharacter(reader, letter) }
}

function numberedCharacter(reader: PatternReader, letter: string): number {
  switch (letter) {
    case 'c':
      return (reader.next().codePointAt(0) ?? 0) & 0x1f
    case 'u':
      return hexadecimal(reader, 4, 4)
    case 'U':
      return hexadecimal(reader, 8, 8)
    case 'x':
      return hexadecimal(reader, 1, 255)
    case '0':
      return checked(Number.parseInt(`0${reader.takeWhile(isOctalDigit, 2)}`, 8))
    default:
      return octalOrReference(reader, letter)
  }
}

function hexadecimal(reader: PatternReader, least: number, most: number): number {
  const digits = reader.takeWhile(isHexDigit, most)
  if (digits.length < least) throw invalidEscape()
  return checked(Number.parseInt(digits, 16))
}

/** One digit refers to a group; more are an octal number, unless there are so many groups. */
function octalOrReference(reader: PatternReader, first: string): number {
  if (!isDigit(first)) throw invalidEscape()
  if (!isDigit(reader.peek())) throw new UnsupportedPattern('back references (\\1) are not supported')
  const digits = first + reader.takeWhile(isOctalDigit, 2)
  if (!/^[0-7]{2,3}$/.test(digits)) throw new UnsupportedPattern('back references (\\1) are not supported')
  return checked(Number.parseInt(digits, 8))
}

function checked(code: number): number {
  if (code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)) return code
  throw new UnsupportedPattern('escapes for numbers that are no characters are not supported')
}

function invalidEscape(): InvalidPattern {
  return new InvalidPattern('invalid escape \\ sequence')
}
