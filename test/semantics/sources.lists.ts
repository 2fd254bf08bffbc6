import * as arrays from './arrays.cases.ts'
import * as kinds from './kinds.cases.ts'
import { EXPRESSIONS, STATEMENTS } from './sources.cases.ts'
import type { Mode, SourceCase } from './support/sources/compare.ts'
import { PLACEMENTS, type Placement } from './support/sources/placements.ts'
import { AGGREGATIONS, PAIRS, SELECT_LIST, SINGLE_ROWS, WHERE } from './support/sources/select-lists.ts'

export interface CaseList {
  readonly expressions?: readonly SourceCase[]
  readonly statements?: readonly SourceCase[]
  /** Where the expressions can stand; else wherever a source's share says. */
  readonly placements?: readonly Placement[]
}

/**
 * Lists that run over every source. To add one, export from `<topic>.cases.ts` expressions over the columns of the
 * table `samples` (support/sources/samples.ts), or whole statements over it, and name them here. A case whose columns
 * a source has no type for is left out there; one that is refused unpushed does not belong in a list.
 */
export const CASES: Readonly<Record<string, CaseList>> = {
  language: { expressions: EXPRESSIONS, statements: STATEMENTS },
  arrays: { expressions: arrays.EXPRESSIONS, statements: arrays.STATEMENTS },
  kinds: { expressions: kinds.EXPRESSIONS, statements: kinds.STATEMENTS, placements: SELECT_LIST },
  conditions: { expressions: kinds.CONDITIONS, placements: WHERE },
  pairs: { expressions: kinds.PAIRS, placements: PAIRS },
  windows: { expressions: kinds.WINDOWED, placements: SELECT_LIST },
  aggregates: { expressions: kinds.AGGREGATED, placements: AGGREGATIONS },
  'one row': { expressions: kinds.OF_ONE_ROW, placements: SINGLE_ROWS },
}

/** What a source runs: sources that speak one language and hold the same values need not all run everything. */
export interface Share {
  readonly source: string
  readonly mode: Mode
  readonly placements: readonly Placement[]
  readonly about: RegExp
}

export const EVERYTHING = /(?:)/
const TEXT = /c_text|c_code/
/** What a table of SQLite is asked for beyond its rows. */
const PLAIN = /^(NOT )?c_[a-z]+( IS (NOT )?NULL)?$|^count/
/** What the zone of the process could touch. */
export const CALENDAR = /c_date|c_day|c_stamp|c_zoned|c_time/

const CONDITIONS = PLACEMENTS.filter(({ name }) => ['SELECT', 'WHERE', 'WHERE NOT', 'IS NULL', 'count'].includes(name))

/** Who runs what. */
export const SHARES: readonly Share[] = [
  { source: 'pg_c', mode: 'auto', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'pg_locale', mode: 'auto', placements: PLACEMENTS, about: TEXT },
  { source: 'pg_18', mode: 'auto', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'my_ci', mode: 'auto', placements: PLACEMENTS, about: TEXT },
  { source: 'my_bin', mode: 'auto', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'my_nopad', mode: 'auto', placements: PLACEMENTS, about: TEXT },
  { source: 'sqlite', mode: 'auto', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'sqlite_named', mode: 'auto', placements: CONDITIONS, about: PLAIN },
  { source: 'parquet', mode: 'auto', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'csv', mode: 'auto', placements: SELECT_LIST, about: EVERYTHING },
  { source: 'parquet', mode: 'off', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'pg_c', mode: 'off', placements: SELECT_LIST, about: EVERYTHING },
  { source: 'my_bin', mode: 'off', placements: SELECT_LIST, about: EVERYTHING },
  { source: 'sqlite', mode: 'off', placements: SELECT_LIST, about: EVERYTHING },
]
