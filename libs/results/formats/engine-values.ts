import type { Field, PhysicalColumn } from '#arrow'
import { requireDistinctNames } from './column-names.ts'
import { columnBatches } from './stored-rows.ts'
import { elementsReader, isNull, textReader } from './value-text.ts'

/**
 * A value as the library gives it: int16, int32 and floats are numbers, int64 and uint64 bigints, binary bytes; decimals,
 * dates, times, timestamps (ISO), intervals, json and uuid are strings; arrays are arrays of these.
 */
export type EngineValue = null | boolean | number | bigint | string | Uint8Array | readonly EngineValue[]

/**
 * The rows of an Arrow IPC stream as objects by column name.
 * @throws ValidationError UNSUPPORTED when two columns have the same name
 */
export function toDicts(fields: readonly Field[], ipc: Uint8Array): Record<string, EngineValue>[] {
  requireDistinctNames(fields, 'an object')
  return columnBatches(fields, ipc).flatMap(({ rows, columns }) => {
    const readers = columns.map(valueReader)
    return Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(fields.map(({ name }, index) => [name, readers[index]?.(row) ?? null])),
    )
  })
}

/** Reads a column's values, NULL as null. */
export function valueReader(column: PhysicalColumn): (row: number) => EngineValue {
  const read = presentReader(column)
  return (row) => (isNull(column, row) ? null : read(row))
}

function presentReader(column: PhysicalColumn): (row: number) => EngineValue {
  const text = textReader(column)
  const { type, values, offsets } = column
  switch (type.kind) {
    case 'boolean':
      return (row) => text(row) === 'true'
    case 'int16':
    case 'int32':
    case 'float32':
    case 'float64':
      return (row) => Number(text(row))
    case 'int64':
    case 'uint64':
      return (row) => BigInt(text(row))
    case 'binary':
      return (row) => values.slice(offsets?.[row] ?? 0, offsets?.[row + 1] ?? 0)
    case 'array':
      return elementsReader(column, presentReader)
    default:
      return text
  }
}
