import { AGGREGATE_FUNCTIONS } from './function-names/aggregates.ts'
import { ARRAY_NAMES } from './function-names/arrays.ts'
import { BINARY_NAMES } from './function-names/binary.ts'
import { CHARACTER_NAMES } from './function-names/characters.ts'
import { DATE_NAMES } from './function-names/dates.ts'
import { INTEGER_NAMES } from './function-names/integers.ts'
import { JSON_NAMES } from './function-names/json.ts'
import { LOGIC_NAMES } from './function-names/logic.ts'
import { NUMBER_FORMAT_NAMES } from './function-names/number-formats.ts'
import { NUMBER_NAMES } from './function-names/numbers.ts'
import { PATTERN_NAMES } from './function-names/patterns.ts'
import { TABLE_FUNCTIONS } from './function-names/tables.ts'
import { TEXT_NAMES } from './function-names/text.ts'
import { TRIGONOMETRY_NAMES } from './function-names/trigonometry.ts'
import { VOLATILE_FUNCTIONS } from './function-names/volatile.ts'
import { WINDOW_FUNCTIONS } from './function-names/windows.ts'

/** Operators and functions that give one value per row. PostgreSQL's meaning, whatever their names elsewhere. */
export const SCALAR_FUNCTIONS = [
  ...LOGIC_NAMES,
  ...NUMBER_NAMES,
  ...NUMBER_FORMAT_NAMES,
  ...INTEGER_NAMES,
  ...TRIGONOMETRY_NAMES,
  ...TEXT_NAMES,
  ...CHARACTER_NAMES,
  ...BINARY_NAMES,
  ...JSON_NAMES,
  ...PATTERN_NAMES,
  ...DATE_NAMES,
  ...ARRAY_NAMES,
] as const

export { AGGREGATE_FUNCTIONS, TABLE_FUNCTIONS, VOLATILE_FUNCTIONS, WINDOW_FUNCTIONS }

export type ScalarFunction = (typeof SCALAR_FUNCTIONS)[number]
export type AggregateFunction = (typeof AGGREGATE_FUNCTIONS)[number]
export type TableFunctionName = (typeof TABLE_FUNCTIONS)[number]
export type VolatileFunction = (typeof VOLATILE_FUNCTIONS)[number]
export type WindowFunction = (typeof WINDOW_FUNCTIONS)[number]
