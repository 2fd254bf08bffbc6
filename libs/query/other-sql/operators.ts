import type { InputDialect } from './input-dialect.ts'

type Operators = InputDialect['operators']

function same(...words: string[]): Operators {
  return Object.fromEntries(words.map((word) => [word, (left: string, right: string) => `${left} ${word} ${right}`]))
}

const COMMON: Operators = {
  ...same('AND', 'OR', '=', '<>', '<', '<=', '>', '>=', '+', '-', '*', 'IS', 'IS NOT'),
  '!=': (left, right) => `${left} <> ${right}`,
}

/** Division and remainder by zero are NULL, `/` is never whole, `||` is no concatenation. */
export const MYSQL_OPERATORS: Operators = {
  ...COMMON,
  '/': (left, right) => `${left} * 1.0 / NULLIF(${right}, 0)`,
  DIV: (left, right) => `CAST(trunc(${left} * 1.0 / NULLIF(${right}, 0)) AS bigint)`,
  '%': (left, right) => `${left} % NULLIF(${right}, 0)`,
  MOD: (left, right) => `${left} % NULLIF(${right}, 0)`,
}

/** `/` is never whole. */
export const BIGQUERY_OPERATORS: Operators = {
  ...COMMON,
  ...same('||'),
  '/': (left, right) => `${left} * 1.0 / ${right}`,
}

export const SNOWFLAKE_OPERATORS: Operators = { ...BIGQUERY_OPERATORS, ...same('%') }

/** `/` of whole numbers is whole, as in PostgreSQL. */
export const ATHENA_OPERATORS: Operators = { ...COMMON, ...same('||', '/', '%') }
