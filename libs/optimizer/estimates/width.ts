import { type EngineType, fixedWidth } from '#arrow'
import type { ColumnFacts } from './column-facts.ts'

/** A text nobody has measured, and its length in the column's offsets. */
const TEXT_BYTES = 24
const OFFSET_BYTES = 4

/** The bytes a value takes in the engine's columns, on average. */
export function widthOf(type: EngineType, facts: ColumnFacts | undefined): number {
  if (type.kind === 'boolean') return 1
  return fixedWidth(type) ?? (facts?.averageBytes ?? TEXT_BYTES) + OFFSET_BYTES
}
