import { type EngineType, writeArrayText } from '#arrow'

/** A value of a JSON page as the text PostgreSQL sends for it; null for NULL. */
export function postgresText(value: unknown, type: EngineType | undefined): string | null {
  if (value === null || value === undefined || type === undefined) return null
  if (type.kind === 'array' && Array.isArray(value)) {
    return writeArrayText(value.map((element: unknown) => postgresText(element, type.element)))
  }
  const text = String(value)
  switch (type.kind) {
    case 'boolean':
      return value === true ? 't' : 'f'
    case 'binary':
      return `\\x${Buffer.from(text, 'base64').toString('hex')}`
    case 'timestamp':
      return text.replace('T', ' ')
    case 'timestamptz':
      return text.replace('T', ' ').replace(/Z(?= BC$|$)/, '+00')
    default:
      return text
  }
}
