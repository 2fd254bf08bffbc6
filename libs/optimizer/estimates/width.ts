import type { EngineType } from '#arrow'
import type { ColumnFacts } from './column-facts.ts'

/** A text nobody has measured, and its length in the column's offsets. */
const TEXT_BYTES = 24
const OFFSET_BYTES = 4

/** The bytes a value takes in the engine's columns, on average. */
export function widthOf(type: EngineType, facts: ColumnFacts | undefined): number {
  switch (type.kind) {
    case 'boolean':
      return 1
    case 'int16':
      return 2
    case 'int32':
    case 'float32':
    case 'date':
      return 4
    case 'int64':
    case 'uint64':
    case 'float64':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return 8
    case 'decimal':
      return type.precision <= 18 ? 8 : 16
    case 'interval':
      return 16
    default:
      return (facts?.averageBytes ?? TEXT_BYTES) + OFFSET_BYTES
  }
}
