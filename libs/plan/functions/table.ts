import {
  AGGREGATE_FUNCTIONS,
  type AggregateFunction,
  SCALAR_FUNCTIONS,
  type ScalarFunction,
  type TableFunctionName,
  VOLATILE_FUNCTIONS,
  type VolatileFunction,
  WINDOW_FUNCTIONS,
  type WindowFunction,
} from '../function-names.ts'
import { AGGREGATES } from './aggregates.ts'
import { ARRAY_FUNCTIONS } from './arrays.ts'
import { BINARY_FUNCTIONS } from './binary.ts'
import { CHARACTER_FUNCTIONS } from './characters.ts'
import { DATE_FUNCTIONS } from './dates.ts'
import { INTEGER_FUNCTIONS } from './integers.ts'
import { JSON_FUNCTIONS } from './json.ts'
import { LOGIC_FUNCTIONS } from './logic.ts'
import { NUMBER_FORMAT_FUNCTIONS } from './number-formats.ts'
import { NUMBER_FUNCTIONS } from './numbers.ts'
import { PATTERN_FUNCTIONS } from './patterns.ts'
import type { FunctionRecord } from './record.ts'
import { TABLES, type TableFunctionRecord } from './tables.ts'
import { TEXT_FUNCTIONS } from './text.ts'
import { TRIGONOMETRY_FUNCTIONS } from './trigonometry.ts'
import { VOLATILES } from './volatile.ts'
import { WINDOWS } from './windows.ts'

const SCALARS: Readonly<Record<ScalarFunction, FunctionRecord>> = {
  ...LOGIC_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...NUMBER_FORMAT_FUNCTIONS,
  ...INTEGER_FUNCTIONS,
  ...TRIGONOMETRY_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...CHARACTER_FUNCTIONS,
  ...BINARY_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...PATTERN_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
}

const SCALAR_NAMES: ReadonlySet<string> = new Set(SCALAR_FUNCTIONS)
const AGGREGATE_NAMES: ReadonlySet<string> = new Set(AGGREGATE_FUNCTIONS)
const VOLATILE_NAMES: ReadonlySet<string> = new Set(VOLATILE_FUNCTIONS)
const WINDOW_NAMES: ReadonlySet<string> = new Set(WINDOW_FUNCTIONS)

/** What the engine knows of a scalar function or operator. */
export function scalarRecord(name: ScalarFunction): FunctionRecord {
  return SCALARS[name]
}

/** What the engine knows of an aggregate. */
export function aggregateRecord(name: AggregateFunction): FunctionRecord {
  return AGGREGATES[name]
}

/** What the engine knows of a function that a Window node computes. */
export function windowRecord(name: WindowFunction | VolatileFunction | AggregateFunction): FunctionRecord {
  if (isVolatileFunction(name)) return VOLATILES[name]
  return isAggregateFunction(name) ? AGGREGATES[name] : WINDOWS[name]
}

/** What the engine knows of a function that gives rows. */
export function tableFunctionRecord(name: TableFunctionName): TableFunctionRecord {
  return TABLES[name]
}

/** True for the engine's name of a scalar function. */
export function isScalarFunction(name: string): name is ScalarFunction {
  return SCALAR_NAMES.has(name)
}

/** True for the engine's name of an aggregate. */
export function isAggregateFunction(name: string): name is AggregateFunction {
  return AGGREGATE_NAMES.has(name)
}

/** True for a function that gives another value at every call. */
export function isVolatileFunction(name: string): name is VolatileFunction {
  return VOLATILE_NAMES.has(name)
}

/** True for the engine's name of a function that needs OVER. */
export function isWindowFunction(name: string): name is WindowFunction {
  return WINDOW_NAMES.has(name)
}
