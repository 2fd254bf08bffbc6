import { invalidSyntax, type Parsed } from './parsed.ts'

const TRUE_WORDS = new Set(['t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1'])
const FALSE_WORDS = new Set(['f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0'])

/** A boolean in any of the words PostgreSQL takes. */
export function parseBoolean(text: string): Parsed {
  const word = text.trim().toLowerCase()
  if (TRUE_WORDS.has(word)) return { value: 'true' }
  return FALSE_WORDS.has(word) ? { value: 'false' } : invalidSyntax('boolean', text)
}

/** A UUID, with or without braces and with hyphens after any group of four digits. */
export function parseUuid(text: string): Parsed {
  const inner = /^\{(.*)\}$/.exec(text)?.[1] ?? text
  if (!/^(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}$/i.test(inner)) return invalidSyntax('uuid', text)
  const hex = inner.replaceAll('-', '').toLowerCase()
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
  return { value: groups.join('-') }
}

/** Bytes in PostgreSQL's hex form, or as text without a backslash. */
export function parseBinary(text: string): Parsed {
  const hex = /^\\x((?:[0-9a-f]{2})*)$/i.exec(text)?.[1]
  if (hex !== undefined) return { value: hex.toLowerCase() }
  if (text.includes('\\')) return invalidSyntax('bytea', text)
  return { value: Buffer.from(text, 'utf8').toString('hex') }
}

/** JSON, kept as it was written. */
export function parseJson(text: string): Parsed {
  try {
    JSON.parse(text)
    return { value: text }
  } catch {
    return { sqlState: '22P02', message: 'invalid input syntax for type json' }
  }
}
