import type { ExpressionRenderer, FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, castTo, constantText, infix, named, prefix } from '../base/rewrites.ts'
import { sql } from '../base/sql.ts'

const FIELDS: ReadonlySet<string> = new Set(
  'century day decade dow doy epoch hour isodow isoyear microseconds millennium milliseconds minute month quarter second week year'.split(
    ' ',
  ),
)

/** The name of a date field, out of a closed list. */
function field(call: Parameters<FunctionRewrite>[0], render: ExpressionRenderer): string {
  const name = constantText(call, 0, render).toLowerCase()
  return FIELDS.has(name) ? name : render.refuse('FUNCTION_NOT_EXACT', call)
}

const datePart: FunctionRewrite = (call, render) => {
  const part = sql`date_part('${field(call, render)}', ${render.value(argument(call, 1, render))})`
  return castTo(part, call.type, call, render)
}

const extract: FunctionRewrite = (call, render) => {
  const part = sql`extract(${field(call, render)} FROM ${render.value(argument(call, 1, render))})`
  return castTo(part, call.type, call, render)
}

/** Dates, times and intervals; sessions are in UTC. */
export const DATES: FunctionTable = {
  date_trunc: named('date_trunc'),
  date_part: datePart,
  extract,
  make_date: named('make_date'),
  timezone: named('timezone'),
  age: named('age'),
  date_add_days: infix('+'),
  date_subtract_days: infix('-'),
  date_difference: infix('-'),
  timestamp_difference: infix('-'),
  timestamp_add_interval: infix('+'),
  timestamp_subtract_interval: infix('-'),
  interval_add: infix('+'),
  interval_subtract: infix('-'),
  interval_negate: prefix('- '),
  interval_multiply: infix('*'),
}
