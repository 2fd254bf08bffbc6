import type { PhysicalColumn } from '#arrow'
import { elementsReader, isNull, textReader } from './value-text.ts'

/** How int64, uint64 and decimal are written in JSON: as strings, which every client reads exactly, or as numbers. */
export type JsonNumbers = 'string' | 'number'

/** The JSON text of the value in a row. */
export type JsonReader = (row: number) => string

/**
 * Reads a column as JSON text. Floats that JSON has no number for are the strings NaN, Infinity and -Infinity; with
 * `numbers: number` the digits are written in full, whatever a client's numbers can hold. Arrays are JSON arrays.
 */
export function jsonReader(column: PhysicalColumn, numbers: JsonNumbers): JsonReader {
  const read = presentReader(column, numbers)
  return (row) => (isNull(column, row) ? 'null' : read(row))
}

function presentReader(column: PhysicalColumn, numbers: JsonNumbers): JsonReader {
  if (column.type.kind === 'array') {
    const read = elementsReader(column, (elements) => presentReader(elements, numbers))
    return (row) =>
      `[${read(row)
        .map((element) => element ?? 'null')
        .join(',')}]`
  }
  const text = textReader(column)
  const write = writer(column, numbers)
  return (row) => write(text(row))
}

function writer({ type }: PhysicalColumn, numbers: JsonNumbers): (text: string) => string {
  switch (type.kind) {
    case 'boolean':
    case 'int16':
    case 'int32':
      return (text) => text
    case 'int64':
    case 'uint64':
    case 'decimal':
      return numbers === 'number' ? (text) => text : (text) => `"${text}"`
    case 'float32':
    case 'float64':
      return (text) => (text.endsWith('N') || text.endsWith('y') ? `"${text}"` : text)
    default:
      return (text) => JSON.stringify(text)
  }
}
