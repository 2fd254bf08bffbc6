import { decimalText } from './decimal-text.ts'
import type { Fault, Parsed } from './parsed.ts'

/** A JSON value with its numbers as written. */
export type JsonValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly JsonValue[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonValue> }

const TOKEN = /[ \t\n\r]*([{}[\]:,]|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)/suy

/** JSON that JSON.parse has found valid, with every digit of its numbers; the last of equal keys stands. */
export function readJson(text: string): JsonValue {
  const scanner = new RegExp(TOKEN)
  const next = (): string => scanner.exec(text)?.[1] ?? ''
  const value = (token: string): JsonValue => {
    switch (token[0]) {
      case '{':
        return object()
      case '[':
        return array()
      case '"':
        return { kind: 'string', value: decoded(token) }
      case 't':
      case 'f':
        return { kind: 'boolean', value: token === 'true' }
      case 'n':
        return { kind: 'null' }
      default:
        return { kind: 'number', text: token }
    }
  }
  const object = (): JsonValue => {
    const members = new Map<string, JsonValue>()
    for (let token = next(); token !== '}'; token = next()) {
      if (token === ',') continue
      next()
      members.set(decoded(token), value(next()))
    }
    return { kind: 'object', members }
  }
  const array = (): JsonValue => {
    const items: JsonValue[] = []
    for (let token = next(); token !== ']'; token = next()) if (token !== ',') items.push(value(token))
    return { kind: 'array', items }
  }
  return value(next())
}

function decoded(token: string): string {
  const text: unknown = JSON.parse(token)
  return String(text)
}

/** A value as jsonb prints it: keys by length, then bytes; numbers without exponents. */
export function printJsonb(value: JsonValue): string {
  switch (value.kind) {
    case 'null':
      return 'null'
    case 'boolean':
      return String(value.value)
    case 'number':
      return decimalText(value.text)
    case 'string':
      return printJsonString(value.value)
    case 'array':
      return `[${value.items.map(printJsonb).join(', ')}]`
    case 'object': {
      const members = [...value.members].sort(([a], [b]) => byLengthThenBytes(a, b))
      return `{${members.map(([key, member]) => `${printJsonString(key)}: ${printJsonb(member)}`).join(', ')}}`
    }
  }
}

function byLengthThenBytes(a: string, b: string): number {
  const [left, right] = [Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')]
  return left.length === right.length ? Buffer.compare(left, right) : left.length - right.length
}

/** A text as PostgreSQL writes it in JSON. JSON.stringify escapes half of a surrogate pair beside; no text has one. */
export function printJsonString(text: string): string {
  return JSON.stringify(text)
}

/** The canonical text of a jsonb literal. */
export function parseJsonb(text: string): Parsed {
  const fault = jsonFault(text)
  if (fault !== undefined) return fault
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(text)) {
    return { sqlState: '22P05', message: 'unsupported Unicode escape sequence' }
  }
  const value = readJson(text)
  const printed = printJsonb(value)
  if (/[\ud800-\udfff]/.test(printed.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')) || /\\ud[89a-f]/.test(printed)) {
    return { sqlState: '22P02', message: 'invalid input syntax for type json' }
  }
  return { value: printed }
}

/** Why a text is no JSON; undefined when it is. */
export function jsonFault(text: string): Fault | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch {
    return { sqlState: '22P02', message: 'invalid input syntax for type json' }
  }
}
