/** Dates, times and intervals. */
export const DATE_NAMES = [
  'date_trunc',
  'date_part',
  'extract',
  'make_date',
  'timezone',
  'age',
  'date_add_days',
  'date_subtract_days',
  'date_difference',
  'timestamp_difference',
  'timestamp_add_interval',
  'timestamp_subtract_interval',
  'interval_add',
  'interval_subtract',
  'interval_negate',
  'interval_multiply',
] as const
