import type { FunctionTable } from '../base/dialect.ts'
import { windowed } from '../base/rewrites.ts'

/** Functions that need OVER. */
export const WINDOWS: FunctionTable = {
  row_number: windowed('row_number'),
  rank: windowed('rank'),
  dense_rank: windowed('dense_rank'),
  percent_rank: windowed('percent_rank'),
  cume_dist: windowed('cume_dist'),
  ntile: windowed('ntile'),
  lag: windowed('lag'),
  lead: windowed('lead'),
  first_value: windowed('first_value'),
  last_value: windowed('last_value'),
  nth_value: windowed('nth_value'),
}
