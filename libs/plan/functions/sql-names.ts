import {
  AGGREGATE_FUNCTIONS,
  type AggregateFunction,
  type ScalarFunction,
  WINDOW_FUNCTIONS,
  type WindowFunction,
} from '../function-names.ts'
import { isAggregateFunction, isWindowFunction } from './table.ts'

/** PostgreSQL's names of the scalar functions that are called by name, lower-case. */
const SCALAR_BY_SQL_NAME: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>([
  ['abs', 'abs'],
  ['age', 'age'],
  ['btrim', 'trim'],
  ['ceil', 'ceil'],
  ['ceiling', 'ceil'],
  ['char_length', 'length'],
  ['character_length', 'length'],
  ['coalesce', 'coalesce'],
  ['concat', 'concat'],
  ['concat_ws', 'concat_ws'],
  ['date_part', 'date_part'],
  ['date_trunc', 'date_trunc'],
  ['exp', 'exp'],
  ['extract', 'extract'],
  ['floor', 'floor'],
  ['greatest', 'greatest'],
  ['least', 'least'],
  ['left', 'left'],
  ['length', 'length'],
  ['ln', 'ln'],
  ['log', 'log10'],
  ['log10', 'log10'],
  ['lower', 'lower'],
  ['lpad', 'lpad'],
  ['ltrim', 'ltrim'],
  ['make_date', 'make_date'],
  ['md5', 'md5'],
  ['mod', 'modulo'],
  ['nullif', 'nullif'],
  ['octet_length', 'octet_length'],
  ['position', 'position'],
  ['pow', 'power'],
  ['power', 'power'],
  ['repeat', 'repeat'],
  ['replace', 'replace'],
  ['reverse', 'reverse'],
  ['right', 'right'],
  ['round', 'round'],
  ['rpad', 'rpad'],
  ['rtrim', 'rtrim'],
  ['sign', 'sign'],
  ['split_part', 'split_part'],
  ['sqrt', 'sqrt'],
  ['starts_with', 'starts_with'],
  ['strpos', 'position'],
  ['substr', 'substring'],
  ['substring', 'substring'],
  ['timezone', 'timezone'],
  ['trim', 'trim'],
  ['trunc', 'trunc'],
  ['upper', 'upper'],
])

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
