import type { FunctionTable } from '../base/dialect.ts'
import { extract } from './date-fields.ts'
import { dateTrunc } from './date-trunc.ts'
import { INTERVALS } from './intervals.ts'
import { MOMENTS } from './moments.ts'
import { timezone } from './zones.ts'

/** Dates and times, all on the UTC clock. */
export const DATES: FunctionTable = {
  date_trunc: dateTrunc,
  date_part: extract,
  extract,
  timezone,
  ...MOMENTS,
  ...INTERVALS,
}
