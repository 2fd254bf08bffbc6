import { isBitSet, MAX_INT64_DECIMAL_PRECISION, type PhysicalColumn, writeArrayText } from '#arrow'
import { unreachable } from '#core'
import { float32Text, float64Text, int64Text, int128Text, uint64Text, withScale } from './number-text.ts'
import { dateText, intervalText, timestampText, timeText } from './time-text.ts'

/** The text of the value in a row; not to be asked for a NULL. */
export type TextReader = (row: number) => string

/** True where the column is NULL. */
export function isNull(column: PhysicalColumn, row: number): boolean {
  return column.validity !== null && !isBitSet(column.validity, row)
}

/**
 * Reads a column's values as text that loses nothing: numbers with all their digits, ISO dates and timestamps (`Z` for
 * timestamptz), PostgreSQL's intervals, base64 for binary, json and uuid as they are. Arrays are in braces as PostgreSQL
 * prints them, bytes in them in its hex form.
 */
export function textReader(column: PhysicalColumn): TextReader {
  const { type, values } = column
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength)
  switch (type.kind) {
    case 'boolean':
      return (row) => (isBitSet(values, row) ? 'true' : 'false')
    case 'int16':
      return (row) => String(view.getInt16(row * 2, true))
    case 'int32':
      return (row) => String(view.getInt32(row * 4, true))
    case 'int64':
      return (row) => int64Text(view, row * 8)
    case 'uint64':
      return (row) => uint64Text(view, row * 8)
    case 'float32':
      return (row) => float32Text(view.getFloat32(row * 4, true))
    case 'float64':
      return (row) => float64Text(view.getFloat64(row * 8, true))
    case 'decimal':
      return type.precision <= MAX_INT64_DECIMAL_PRECISION
        ? (row) => withScale(int64Text(view, row * 8), type.scale)
        : (row) => withScale(int128Text(view, row * 16), type.scale)
    case 'string':
    case 'json':
    case 'uuid':
      return bytesReader(column, 'utf8')
    case 'binary':
      return bytesReader(column, 'base64')
    case 'date':
      return (row) => dateText(view.getInt32(row * 4, true))
    case 'time':
      return (row) => timeText(Number(view.getBigInt64(row * 8, true)))
    case 'timestamp':
      return (row) => timestampText(view.getBigInt64(row * 8, true), '')
    case 'timestamptz':
      return (row) => timestampText(view.getBigInt64(row * 8, true), 'Z')
    case 'interval':
      return (row) => {
        const at = row * 16
        return intervalText(view.getInt32(at, true), view.getInt32(at + 4, true), view.getBigInt64(at + 8, true))
      }
    case 'array':
      return arrayReader(column)
    default:
      return unreachable(type)
  }
}

function bytesReader({ values, offsets }: PhysicalColumn, encoding: 'utf8' | 'base64' | 'hex'): TextReader {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return (row) => bytes.toString(encoding, offsets?.[row] ?? 0, offsets?.[row + 1] ?? 0)
}

/** Reads what `read` gives for each element of the array in a row, NULL as null. */
export function elementsReader<Value>(
  { elements, offsets }: PhysicalColumn,
  reader: (elements: PhysicalColumn) => (row: number) => Value,
): (row: number) => (Value | null)[] {
  if (elements === null) return () => []
  const read = reader(elements)
  return (row) => {
    const start = offsets?.[row] ?? 0
    const length = (offsets?.[row + 1] ?? start) - start
    return Array.from({ length }, (_, index) => (isNull(elements, start + index) ? null : read(start + index)))
  }
}

function arrayReader(column: PhysicalColumn): TextReader {
  const read = elementsReader(column, (elements) => {
    if (elements.type.kind !== 'binary') return textReader(elements)
    const hex = bytesReader(elements, 'hex')
    return (row) => `\\x${hex(row)}`
  })
  return (row) => writeArrayText(read(row))
}
