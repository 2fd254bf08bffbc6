import { DISTINCT_LISTS, FILTERED_FAULTS, ORDERED_SETS, PLAIN_AGGREGATES, SPREADS } from './aggregates.cases.ts'
import * as arrays from './arrays.cases.ts'
import { BINARY, BINARY_TABLES, DIGESTS } from './binary.cases.ts'
import { CASTS } from './casts.cases.ts'
import { PRINTED, READ } from './date-formats.cases.ts'
import { TEXT_STATEMENTS, TEXT_TABLES as WRITTEN_TABLES } from './date-texts.cases.ts'
import { ARITHMETIC, ENDLESS, FIELDS, MAKERS, MOMENT_TABLES, TRUNCATIONS } from './dates.cases.ts'
import { GROUPED_INTERVALS, INTERVAL_STATEMENTS } from './intervals.cases.ts'
import {
  JSON_MADE,
  JSON_READ,
  JSON_ROWS,
  JSON_TABLES,
  JSONB,
  JSONB_CASTS,
  JSONB_EDITED,
  JSONB_PUSHED,
  JSONB_SUBSCRIPTS,
  JSONB_TO_NUMERIC,
} from './json.cases.ts'
import { FLOAT_CONSTANTS, NARROWING, NARROWING_TABLES, OTHERS } from './narrowing.cases.ts'
import { FIGURE_TABLES, NUMBERS_PRINTED, NUMBERS_READ } from './number-formats.cases.ts'
import { ANGLES, AVERAGES, BITS, FLOATS, FUNCTIONS, NUMBER_TABLES, QUOTIENTS } from './numbers.cases.ts'
import { FAULTS, MATCH_ROWS, MATCHES, PUSHED_PATTERNS, TESTS } from './regex.cases.ts'
import type { Cases } from './support/answers-as-postgres.ts'
import { TEXT, TEXT_ROWS, TEXT_TABLES } from './text.cases.ts'
import { ZONE_STATEMENTS, ZONE_TABLES } from './zones.cases.ts'

/** Statements over tables of PostgreSQL, each run unpushed and pushed, and compared with the reference. */
export const TOPICS = topics({
  aggregates: {
    tables: NUMBER_TABLES,
    statements: [...PLAIN_AGGREGATES, ...SPREADS, ...ORDERED_SETS, ...FILTERED_FAULTS, ...DISTINCT_LISTS],
    numeric: 'scale',
  },
  arrays: {
    tables: arrays.TABLES,
    statements: [
      ...arrays.VALUES,
      ...arrays.SUBSCRIPTS,
      ...arrays.COMPARED,
      ...arrays.QUANTIFIED,
      ...arrays.FUNCTIONS,
      ...arrays.AGGREGATES,
      ...arrays.KINDS,
      ...arrays.NAMES,
    ],
  },
  binary: { tables: BINARY_TABLES, statements: BINARY, pushed: DIGESTS },
  casts: { tables: NUMBER_TABLES, statements: CASTS },
  dateFormats: { tables: MOMENT_TABLES, statements: [...PRINTED, ...READ] },
  dateTexts: { tables: WRITTEN_TABLES, statements: TEXT_STATEMENTS },
  dates: {
    tables: MOMENT_TABLES,
    statements: [...FIELDS, ...TRUNCATIONS, ...ARITHMETIC, ...MAKERS, ...ENDLESS],
  },
  intervals: { tables: MOMENT_TABLES, statements: INTERVAL_STATEMENTS, pushed: GROUPED_INTERVALS },
  json: {
    tables: JSON_TABLES,
    statements: [
      ...JSON_READ,
      ...JSONB,
      ...JSONB_CASTS,
      ...JSONB_SUBSCRIPTS,
      ...JSONB_EDITED,
      ...JSON_ROWS,
      ...JSON_MADE,
    ],
    pushed: JSONB_PUSHED,
  },
  jsonNumbers: { tables: JSON_TABLES, statements: JSONB_TO_NUMERIC, numeric: 'scale' },
  narrowing: {
    tables: NARROWING_TABLES,
    statements: [...NARROWING, ...FLOAT_CONSTANTS, ...OTHERS],
  },
  numberFormats: { tables: FIGURE_TABLES, statements: [...NUMBERS_PRINTED, ...NUMBERS_READ] },
  numbers: { tables: NUMBER_TABLES, statements: [...BITS, ...ANGLES, ...FUNCTIONS, ...FLOATS] },
  quotients: {
    tables: NUMBER_TABLES,
    statements: [...QUOTIENTS, ...AVERAGES],
    numeric: 'scale',
  },
  regularExpressions: {
    tables: TEXT_TABLES,
    statements: [...TESTS, ...MATCHES, ...MATCH_ROWS, ...FAULTS],
    pushed: PUSHED_PATTERNS,
  },
  text: { tables: TEXT_TABLES, statements: [...TEXT, ...TEXT_ROWS] },
  zones: { tables: ZONE_TABLES, statements: ZONE_STATEMENTS },
})

function topics<Name extends string>(all: Readonly<Record<Name, Cases>>): Readonly<Record<Name, Cases>> {
  return all
}
