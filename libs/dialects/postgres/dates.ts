import { fixedOffset, offsetZone, typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { argument, castTo, constantText, infix, named, prefix } from '../base/rewrites.ts'
import { joinSql, raw, type Sql, sql } from '../base/sql.ts'

const FIELDS: ReadonlySet<string> = new Set(
  `century day decade dow doy epoch hour isodow isoyear julian microseconds millennium milliseconds minute month quarter
  second timezone timezone_hour timezone_minute week year`.split(/\s+/),
)
/** Fields whose value for an interval changed between versions of PostgreSQL. */
const UNSTABLE_OF_INTERVALS: ReadonlySet<string> = new Set(['week', 'quarter', 'epoch'])

/** The name of a date field, out of a closed list. */
function field(call: PrintedCall, render: ExpressionRenderer): string {
  const name = constantText(call, 0, render)
  const isUnstable = UNSTABLE_OF_INTERVALS.has(name) && typeOf(argument(call, 1, render)).kind === 'interval'
  return FIELDS.has(name) && !isUnstable ? name : render.refuse('FUNCTION_NOT_EXACT', call)
}

const datePart: FunctionRewrite = (call, render) => {
  const part = sql`date_part('${field(call, render)}', ${render.value(argument(call, 1, render))})`
  return castTo(part, call.type, call, render)
}

/** A julian day of a timestamp has more digits than the plan's. */
const extract: FunctionRewrite = (call, render) => {
  const name = field(call, render)
  if (name === 'julian') return render.refuse('FUNCTION_NOT_EXACT', call)
  const part = sql`extract(${name} FROM ${render.value(argument(call, 1, render))})`
  return castTo(part, call.type, call, render)
}

/** A zone as the server reads it: the sign of a bare offset would mean the opposite there. */
export function zoneName(text: string): Sql | undefined {
  const offset = fixedOffset(text)
  if (offset !== undefined) return raw(`'<${text}>${offsetZone(-offset)}'`)
  return /^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text) ? raw(`'${text}'`) : undefined
}

function zone(call: PrintedCall, index: number, render: ExpressionRenderer): Sql {
  return zoneName(constantText(call, index, render)) ?? render.refuse('FUNCTION_NOT_EXACT', call)
}

/** The call with the zone at a place printed for the server. */
const withZone =
  (name: string, place: number): FunctionRewrite =>
  (call, render) => {
    const args = call.arguments.map((argument, index) =>
      index === place ? zone(call, index, render) : render.value(argument),
    )
    return sql`${name}(${joinSql(args, ', ')})`
  }

const NAMES = { time: 'time', timestamp: 'timestamp', timestamptz: 'timestamptz' } as const

/** Rounded by the type's own precision. */
const roundTime: FunctionRewrite = (call, render) => {
  const digits = constantText(call, 1, render)
  const { kind } = call.type
  if (!/^[0-6]$/.test(digits) || (kind !== 'time' && kind !== 'timestamp' && kind !== 'timestamptz')) {
    return render.refuse('FUNCTION_NOT_EXACT', call)
  }
  return sql`CAST(${render.value(argument(call, 0, render))} AS ${NAMES[kind]}(${digits}))`
}

/** Since version 16. */
export const DATES_FROM_16: FunctionTable = { timestamptz_add_in_zone: withZone('date_add', 2) }

/** Dates and times: PostgreSQL's own. */
export const DATES: FunctionTable = {
  date_trunc: withZone('date_trunc', 2),
  date_part: datePart,
  extract,
  make_date: named('make_date'),
  make_time: named('make_time'),
  make_timestamp: named('make_timestamp'),
  make_timestamptz: withZone('make_timestamptz', 6),
  make_interval: named('make_interval'),
  timezone: withZone('timezone', 0),
  timestamp_of_epoch: named('to_timestamp'),
  isfinite: named('isfinite'),
  age: named('age'),
  round_time: roundTime,
  date_add_days: infix('+'),
  date_subtract_days: infix('-'),
  date_add_time: infix('+'),
  date_difference: infix('-'),
  timestamp_difference: infix('-'),
  timestamp_add_interval: infix('+'),
  timestamp_subtract_interval: infix('-'),
  time_difference: infix('-'),
  time_add_interval: infix('+'),
  time_subtract_interval: infix('-'),
  interval_add: infix('+'),
  interval_subtract: infix('-'),
  interval_negate: prefix('- '),
  interval_multiply: infix('*'),
  interval_divide: infix('/'),
  justify_days: named('justify_days'),
  justify_hours: named('justify_hours'),
  justify_interval: named('justify_interval'),
}
