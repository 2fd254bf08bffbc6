import { type EngineType, JSON_TYPE, JSONB } from '#arrow'
import {
  AGGREGATE_FUNCTIONS,
  type AggregateFunction,
  type ScalarFunction,
  type TableFunctionName,
  type VolatileFunction,
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

/** A function of PostgreSQL that gives rows, as the engine says it. */
export interface RowFunction {
  readonly function: TableFunctionName
  /** The function whose array it takes apart; null where it makes its rows itself. */
  readonly arrayBy: ScalarFunction | null
  /** The JSON it takes, json or jsonb; null for one that takes none. */
  readonly json: EngineType | null
}

const itself = (name: TableFunctionName): RowFunction => ({ function: name, arrayBy: null, json: null })
const ofJson = (name: TableFunctionName, json: EngineType): RowFunction => ({ function: name, arrayBy: null, json })
const takingApart = (arrayBy: ScalarFunction): RowFunction => ({ function: 'unnest', arrayBy, json: null })

const ROWS_BY_SQL_NAME: ReadonlyMap<string, RowFunction> = new Map([
  ['generate_series', itself('generate_series')],
  ['generate_subscripts', itself('generate_subscripts')],
  ['unnest', itself('unnest')],
  ['json_array_elements', ofJson('json_array_elements', JSON_TYPE)],
  ['json_array_elements_text', ofJson('json_array_elements_text', JSON_TYPE)],
  ['json_each', ofJson('json_each', JSON_TYPE)],
  ['json_each_text', ofJson('json_each_text', JSON_TYPE)],
  ['json_object_keys', ofJson('json_object_keys', JSON_TYPE)],
  ['jsonb_array_elements', ofJson('json_array_elements', JSONB)],
  ['jsonb_array_elements_text', ofJson('json_array_elements_text', JSONB)],
  ['jsonb_each', ofJson('json_each', JSONB)],
  ['jsonb_each_text', ofJson('json_each_text', JSONB)],
  ['jsonb_object_keys', ofJson('json_object_keys', JSONB)],
  ['regexp_matches', itself('regexp_matches')],
  ['regexp_split_to_table', takingApart('regexp_split_to_array')],
  ['string_to_table', takingApart('string_to_array')],
])

/** The function that gives rows which PostgreSQL calls by this name (lower-case). */
export function rowsBySqlName(name: string): RowFunction | undefined {
  return ROWS_BY_SQL_NAME.get(name)
}

const VOLATILE_BY_SQL_NAME: ReadonlyMap<string, VolatileFunction> = new Map<string, VolatileFunction>([
  ['random', 'random'],
  ['gen_random_uuid', 'gen_random_uuid'],
  ['uuidv4', 'gen_random_uuid'],
])

/** The volatile function that PostgreSQL calls by this name (lower-case). */
export function volatileBySqlName(name: string): VolatileFunction | undefined {
  return VOLATILE_BY_SQL_NAME.get(name)
}

/** Every name a query may call, for the nearest one to a name that is not known. */
export function sqlFunctionNames(): readonly string[] {
  return [
    ...SCALAR_BY_SQL_NAME.keys(),
    ...AGGREGATE_ALIASES.keys(),
    ...CLOCK_FUNCTIONS,
    ...ROWS_BY_SQL_NAME.keys(),
    ...VOLATILE_BY_SQL_NAME.keys(),
    ...AGGREGATES_AND_WINDOWS,
  ]
}

const AGGREGATES_AND_WINDOWS = [...AGGREGATE_FUNCTIONS, ...WINDOW_FUNCTIONS]
