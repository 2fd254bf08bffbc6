import { jsonFault } from './jsonb.ts'
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

/** Bytes in PostgreSQL's hex form, or as text with a byte as \ooo and a backslash as two. */
export function parseBinary(text: string): Parsed {
  if (text.startsWith('\\x')) return parseHex(text.slice(2))
  if (!/^(?:[^\\]|\\\\|\\[0-3][0-7]{2})*$/u.test(text)) {
    return { sqlState: '22P02', message: 'invalid input syntax for type bytea' }
  }
  const bytes = text.split(/(\\\\|\\[0-3][0-7]{2})/).map((part) => {
    if (part === '\\\\') return Buffer.from('\\')
    return part.startsWith('\\') ? Buffer.from([Number.parseInt(part.slice(1), 8)]) : Buffer.from(part, 'utf8')
  })
  return { value: Buffer.concat(bytes).toString('hex') }
}

function parseHex(digits: string): Parsed {
  const rest = digits.replace(/^(?:\s*[0-9a-f]{2})*\s*/i, '')
  if (rest === '') return { value: digits.replace(/\s/g, '').toLowerCase() }
  if (/^[0-9a-f]$/i.test(rest)) {
    return { sqlState: '22023', message: 'invalid hexadecimal data: odd number of digits' }
  }
  return { sqlState: '22023', message: 'invalid hexadecimal digit' }
}

/** JSON, kept as it was written. */
export function parseJson(text: string): Parsed {
  return jsonFault(text) ?? { value: text }
}
