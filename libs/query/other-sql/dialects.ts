import { ATHENA_FUNCTIONS, BIGQUERY_FUNCTIONS, MYSQL_FUNCTIONS, SNOWFLAKE_FUNCTIONS } from './functions.ts'
import type { InputDialect, InputDialectName } from './input-dialect.ts'
import { ATHENA_OPERATORS, BIGQUERY_OPERATORS, MYSQL_OPERATORS, SNOWFLAKE_OPERATORS } from './operators.ts'

const ESCAPES = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' }
const RANKS = ['row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist', 'ntile', 'lag', 'lead']
const NULLS_LOW = { asc: 'FIRST', desc: 'LAST' } as const
const NULLS_HIGH = { asc: 'LAST', desc: 'FIRST' } as const
const NULLS_LAST = { asc: 'LAST', desc: 'LAST' } as const

/** The dialects besides PostgreSQL. */
export const OTHER_DIALECTS: Readonly<Record<Exclude<InputDialectName, 'postgres'>, InputDialect>> = {
  mysql: {
    title: 'MySQL',
    strings: ["'", '"'],
    names: ['`'],
    escapes: { ...ESCAPES, b: '\b', '%': '\\%', _: '\\_' },
    doublesQuotes: true,
    lineComments: ['-- ', '#'],
    namedParameter: ':',
    castsByColons: false,
    likeEscapesByBackslash: true,
    nulls: NULLS_LOW,
    operators: MYSQL_OPERATORS,
    functions: MYSQL_FUNCTIONS,
    windowFunctions: new Set([...RANKS, 'first_value', 'last_value']),
    types: { SIGNED: 'bigint', DECIMAL: 'numeric(10, 0)', CHAR: 'text', DATE: 'date', DOUBLE: 'double precision' },
  },
  bigquery: {
    title: 'BigQuery',
    strings: ["'", '"'],
    names: ['`'],
    escapes: ESCAPES,
    doublesQuotes: false,
    lineComments: ['--', '#'],
    namedParameter: '@',
    castsByColons: false,
    likeEscapesByBackslash: true,
    nulls: NULLS_LOW,
    operators: BIGQUERY_OPERATORS,
    functions: BIGQUERY_FUNCTIONS,
    windowFunctions: new Set([...RANKS, 'first_value', 'last_value']),
    types: { INT64: 'bigint', FLOAT64: 'double precision', STRING: 'text', BOOL: 'boolean', DATE: 'date' },
  },
  snowflake: {
    title: 'Snowflake',
    strings: ["'"],
    names: ['"'],
    escapes: ESCAPES,
    doublesQuotes: true,
    lineComments: ['--', '//'],
    namedParameter: ':',
    castsByColons: true,
    likeEscapesByBackslash: false,
    nulls: NULLS_HIGH,
    operators: SNOWFLAKE_OPERATORS,
    functions: SNOWFLAKE_FUNCTIONS,
    windowFunctions: new Set(RANKS),
    types: {
      INT: 'numeric(38, 0)',
      INTEGER: 'numeric(38, 0)',
      BIGINT: 'numeric(38, 0)',
      NUMBER: 'numeric(38, 0)',
      NUMERIC: 'numeric(38, 0)',
      DECIMAL: 'numeric(38, 0)',
      FLOAT: 'double precision',
      DOUBLE: 'double precision',
      VARCHAR: 'text',
      STRING: 'text',
      TEXT: 'text',
      BOOLEAN: 'boolean',
      DATE: 'date',
    },
  },
  athena: {
    title: 'Athena',
    strings: ["'"],
    names: ['"', '`'],
    doublesQuotes: true,
    lineComments: ['--'],
    namedParameter: ':',
    castsByColons: false,
    likeEscapesByBackslash: false,
    nulls: NULLS_LAST,
    operators: ATHENA_OPERATORS,
    functions: ATHENA_FUNCTIONS,
    windowFunctions: new Set([...RANKS, 'first_value', 'last_value']),
    types: {
      INTEGER: 'integer',
      INT: 'integer',
      BIGINT: 'bigint',
      DOUBLE: 'double precision',
      DECIMAL: 'numeric(38, 0)',
      VARCHAR: 'text',
      BOOLEAN: 'boolean',
      DATE: 'date',
    },
  },
}
