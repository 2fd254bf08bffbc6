import {
  AGGREGATE_FUNCTIONS,
  type AggregateFunction,
  type ScalarFunction,
  WINDOW_FUNCTIONS,
  type WindowFunction,
} from '../function-names.ts'
import { ARRAY_SQL_NAMES } from './arrays.ts'
import { BINARY_SQL_NAMES } from './binary.ts'
import { CHARACTER_SQL_NAMES } from './characters.ts'
import { DATE_SQL_NAMES } from './dates.ts'
import { INTEGER_SQL_NAMES } from './integers.ts'
import { JSON_SQL_NAMES } from './json.ts'
import { LOGIC_SQL_NAMES } from './logic.ts'
import { NUMBER_FORMAT_SQL_NAMES } from './number-formats.ts'
import { NUMBER_SQL_NAMES } from './numbers.ts'
import { PATTERN_SQL_NAMES } from './patterns.ts'
import { isAggregateFunction, isWindowFunction } from './table.ts'
import { TEXT_SQL_NAMES } from './text.ts'
import { TRIGONOMETRY_SQL_NAMES } from './trigonometry.ts'

/** PostgreSQL's names of the scalar functions that are called by name, lower-case. */
const SCALAR_BY_SQL_NAME: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>(
  Object.entries({
    ...LOGIC_SQL_NAMES,
    ...NUMBER_SQL_NAMES,
    ...NUMBER_FORMAT_SQL_NAMES,
    ...INTEGER_SQL_NAMES,
    ...TRIGONOMETRY_SQL_NAMES,
    ...TEXT_SQL_NAMES,
    ...CHARACTER_SQL_NAMES,
    ...BINARY_SQL_NAMES,
    ...JSON_SQL_NAMES,
    ...PATTERN_SQL_NAMES,
    ...DATE_SQL_NAMES,
    ...ARRAY_SQL_NAMES,
  }),
)

const AGGREGATE_ALIASES: ReadonlyMap<string, AggregateFunction> = new Map<string, AggregateFunction>([
  ['every', 'bool_and'],
  ['stddev', 'stddev_samp'],
  ['variance', 'var_samp'],
])

/** Names bound to constants of the query's fixed clock. */
export const CLOCK_FUNCTIONS: ReadonlySet<string> = new Set([
  'now',
  'current_timestamp',
  'transaction_timestamp',
  'statement_timestamp',
  'current_date',
  'localtimestamp',
  'localtime',
])

/** The scalar function that PostgreSQL calls by this name (lower-case). */
export function scalarBySqlName(name: string): ScalarFunction | undefined {
  return SCALAR_BY_SQL_NAME.get(name)
}

/** The aggregate that PostgreSQL calls by this name (lower-case). */
export function aggregateBySqlName(name: string): AggregateFunction | undefined {
  return isAggregateFunction(name) ? name : AGGREGATE_ALIASES.get(name)
}

/** The window function that PostgreSQL calls by this name (lower-case). */
export function windowBySqlName(name: string): WindowFunction | undefined {
  return isWindowFunction(name) ? name : undefined
}

/** Every name a query may call, for the nearest one to a name that is not known. */
export function sqlFunctionNames(): readonly string[] {
  return [...SCALAR_BY_SQL_NAME.keys(), ...AGGREGATE_ALIASES.keys(), ...CLOCK_FUNCTIONS, ...AGGREGATES_AND_WINDOWS]
}

const AGGREGATES_AND_WINDOWS = [...AGGREGATE_FUNCTIONS, ...WINDOW_FUNCTIONS]
