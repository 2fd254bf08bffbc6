import type { FunctionTable } from '../base/dialect.ts'
import { AGGREGATES, AGGREGATES_BEFORE_18 } from './aggregates.ts'
import { ARITHMETIC } from './arithmetic.ts'
import { ARRAYS } from './arrays.ts'
import { COMPARISONS } from './comparisons.ts'
import { DATES, DATES_FROM_16 } from './dates.ts'
import { JSON_FROM_18, JSON_FUNCTIONS, JSON_PATHS } from './json.ts'
import { NUMBERS } from './numbers.ts'
import { TEXT, TEXT_FROM_17 } from './text.ts'
import { WINDOWS } from './windows.ts'

/** The functions of a server of this version: PostgreSQL's own, less what it computes otherwise than version 18. */
export function functionsOf(major: number): FunctionTable {
  const { extract: _extract, ...withoutExtract } = DATES
  return {
    ...COMPARISONS,
    ...ARITHMETIC,
    ...NUMBERS,
    ...JSON_FUNCTIONS,
    ...(major >= 17 ? JSON_PATHS : {}),
    ...(major >= 18 ? JSON_FROM_18 : {}),
    ...TEXT,
    ...(major >= 17 ? TEXT_FROM_17 : {}),
    // Before 14 extract gave float8, which has not all the digits.
    ...(major >= 14 ? DATES : withoutExtract),
    ...(major >= 16 ? DATES_FROM_16 : {}),
    ...ARRAYS,
    ...AGGREGATES,
    ...(major >= 18 ? {} : AGGREGATES_BEFORE_18),
    ...WINDOWS,
  }
}
