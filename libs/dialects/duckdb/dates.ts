import type { FunctionTable } from '../base/dialect.ts'
import { typed } from '../base/rewrites.ts'
import { extract } from './date-fields.ts'
import { dateTrunc } from './date-trunc.ts'
import { textToDate, textToTimestamp } from './formats/from-text.ts'
import { datetimeToChar } from './formats/to-char.ts'
import { INTERVALS } from './intervals.ts'
import { MOMENTS } from './moments.ts'
import { addInZone } from './zoned-steps.ts'
import { timezone } from './zones.ts'

/** Dates and times, all on the UTC clock. */
export const DATES: FunctionTable = {
  date_trunc: dateTrunc,
  date_part: extract,
  extract,
  timezone,
  timestamptz_add_in_zone: addInZone,
  datetime_to_char: typed(datetimeToChar),
  text_to_date: textToDate,
  text_to_timestamp: textToTimestamp,
  ...MOMENTS,
  ...INTERVALS,
}
