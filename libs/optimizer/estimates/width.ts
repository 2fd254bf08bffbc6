import { type EngineType, fixedWidth } from '#arrow'
import type { ColumnFacts } from './column-facts.ts'

/** A text nobody has measured, one of a UUID, and the length of any in its column's offsets. */
const TEXT_BYTES = 24
const UUID_BYTES = 36
const OFFSET_BYTES = 4

/** The bytes a value takes in the engine's columns, on average. */
export function widthOf(type: EngineType, facts: ColumnFacts | undefined): number {
  if (type.kind === 'boolean') return 1 / 8
  return fixedWidth(type) ?? (1 - (facts?.nullFraction ?? 0)) * textBytes(type, facts) + OFFSET_BYTES
}

/** Sources keep a UUID in fewer bytes than the engine. */
function textBytes(type: EngineType, facts: ColumnFacts | undefined): number {
  return type.kind === 'uuid' ? UUID_BYTES : (facts?.averageBytes ?? TEXT_BYTES)
}
