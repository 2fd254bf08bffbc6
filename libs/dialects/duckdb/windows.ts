import type { FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { argument, castTo, typed, windowed } from '../base/rewrites.ts'
import { raw, type Sql, sql } from '../base/sql.ts'
import { raise } from './raise.ts'

const typedWindow = (name: string): FunctionRewrite => typed(windowed(name))

/** A function that counts with its argument at `place`: at every row a count that is not above zero is an error. */
const counted =
  (name: 'ntile' | 'nth_value', place: number, error: Sql): FunctionRewrite =>
  (call, render) => {
    const count = argument(call, place, render)
    const value = (): Sql => typedWindow(name)(call, render)
    if (count.kind !== 'literal') {
      if (name === 'ntile') return render.refuse('FUNCTION_NOT_EXACT', call)
      return sql`CASE WHEN ${render.value(count)} <= 0 THEN ${error} ELSE ${value()} END`
    }
    if (count.value === null) return castTo(sql`NULL`, call.type, call, render)
    return Number(count.value) > 0 ? value() : castTo(atEveryRow(error, call), call.type, call, render)
  }

/** No error where there is no row: a constant alone would fail before the first one. */
function atEveryRow(error: Sql, call: PrintedCall): Sql {
  return sql`CASE WHEN row_number()${call.over} > 0 THEN ${error} END`
}

/** Functions that give another value at every call, in a SELECT of their own: over no window. */
export const VOLATILES: FunctionTable = {
  random: () => raw('random()'),
  gen_random_uuid: () => raw('CAST(uuid() AS VARCHAR)'),
}

/** Window functions, each cast to the plan's type. */
export const WINDOWS: FunctionTable = {
  row_number: typedWindow('row_number'),
  rank: typedWindow('rank'),
  dense_rank: typedWindow('dense_rank'),
  percent_rank: typedWindow('percent_rank'),
  cume_dist: typedWindow('cume_dist'),
  ntile: counted('ntile', 0, raise('22014', 'argument of ntile must be greater than zero')),
  lag: typedWindow('lag'),
  lead: typedWindow('lead'),
  first_value: windowed('first_value'),
  last_value: windowed('last_value'),
  nth_value: counted('nth_value', 1, raise('22016', 'argument of nth_value must be greater than zero')),
}
