import type { EngineType } from '#arrow'
import { raw, type Sql, sql } from '../base/sql.ts'
import { intervalKey } from './intervals.ts'
import { comparableJson } from './json.ts'
import { ITEM } from './lambda-names.ts'

/** The type itself, or that of an array's elements. */
export function scalarOf(type: EngineType): EngineType {
  return type.kind === 'array' ? scalarOf(type.element) : type
}

/** Intervals, and arrays of them: DuckDB compares them otherwise than PostgreSQL. */
export function isOfIntervals(type: EngineType): boolean {
  return scalarOf(type).kind === 'interval'
}

/** json and jsonb, and arrays of them. */
export function isOfJson(type: EngineType): boolean {
  return scalarOf(type).kind === 'json'
}

/** True where something else than the value must stand for it in a comparison. */
export function isComparedOtherwise(type: EngineType): boolean {
  return isOfIntervals(type) || isOfJson(type)
}

/** What stands for a value in a comparison; for jsonb in one of equality. */
export function comparedBy(value: Sql, type: EngineType): Sql {
  if (!isComparedOtherwise(type)) return value
  if (type.kind === 'array') {
    return sql`list_transform(${value}, lambda ${ITEM}: ${comparedBy(raw(ITEM), type.element)})`
  }
  return type.kind === 'interval' ? intervalKey(value) : comparableJson(value)
}
