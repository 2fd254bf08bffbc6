import { type EngineType, isFloat } from '#arrow'
import { type Expression, typeOf } from '#plan'
import { scaled } from '../base/decimals.ts'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import {
  aggregate,
  aggregateOf,
  argument,
  castTo,
  constantText,
  countOfRows,
  equality,
  infix,
  named,
  onlyFor,
  postfix,
  prefix,
  typed,
  values,
  windowed,
} from '../base/rewrites.ts'
import { joinSql, NOTHING, type Sql, sql } from '../base/sql.ts'
import { NUMBERS } from './numbers.ts'

const BYTEWISE = ' COLLATE "C"'

/** Text that is compared for order stands in byte order, whatever the column's collation. */
export function bytewise(value: Sql, type: EngineType): Sql {
  return type.kind === 'string' ? sql`${value}${BYTEWISE}` : value
}

const comparison =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const [left, right] = comparands(call.arguments, render)
    return sql`(${left ?? NOTHING} ${operator} ${right ?? NOTHING})`
  }

const ordered =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const left = argument(call, 0, render)
    const right = argument(call, 1, render)
    return sql`(${bytewise(render.comparand(left), typeOf(left))} ${operator} ${bytewise(render.comparand(right), typeOf(right))})`
  }

/** Sides of an equality. Two text columns of unlike collations need one named, or PostgreSQL cannot choose. */
function comparands(sides: readonly Expression[], render: ExpressionRenderer): readonly Sql[] {
  for (const side of sides) if (typeOf(side).kind === 'json') render.refuse('TYPE_NOT_EXACT', side)
  const classes = new Set(
    sides.filter((side) => side.kind !== 'literal').map((side) => render.entry(side)?.column?.comparison),
  )
  return sides.map((side, index) => {
    const text = render.comparand(side)
    return index === 0 && classes.size > 1 ? bytewise(text, typeOf(side)) : text
  })
}

const equals: FunctionRewrite = (call, render) => {
  const [left, ...right] = comparands(call.arguments, render)
  return equality(left ?? NOTHING, right)
}

const extremum =
  (name: string): FunctionRewrite =>
  (call, render) =>
    aggregateOf(
      name,
      call,
      call.arguments.map((value) => bytewise(render.value(value), typeOf(value))),
    )

const greatest =
  (name: string): FunctionRewrite =>
  (call, render) =>
    sql`${name}(${joinSql(
      call.arguments.map((value) => bytewise(render.value(value), typeOf(value))),
      ', ',
    )})`

/** Our quotient has the plan's scale: divided with enough further digits that rounding twice is rounding once. */
const divide: FunctionRewrite = (call, render) => {
  if (call.type.kind !== 'decimal') return infix('/')(call, render)
  const divisor = argument(call, 1, render)
  const type = typeOf(divisor)
  if (type.kind !== 'decimal') return render.refuse('TYPE_NOT_EXACT', call)
  const { precision, scale } = call.type
  const guarded = scale + type.precision + 1
  const [left, right] = values(call, render)
  const dividend = sql`CAST(${left ?? NOTHING} AS numeric(${String(40 + guarded)},${String(guarded)}))`
  return sql`CAST((${dividend} / ${right ?? NOTHING}) AS numeric(${String(precision)},${String(scale)}))`
}

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

/** `x LIKE pattern ESCAPE '\'`: the escape is always said. */
const like: FunctionRewrite = (call, render) => {
  const [value, pattern, escaping] = values(call, render)
  return sql`(${value ?? NOTHING} LIKE ${pattern ?? NOTHING} ESCAPE ${escaping ?? "E'\\\\'"})`
}

/** PostgreSQL rounds no float to decimal places. */
const toPlaces =
  (name: string): FunctionRewrite =>
  (call, render) =>
    isFloat(call.type) && call.arguments.length > 1
      ? render.refuse('FUNCTION_NOT_EXACT', call)
      : named(name)(call, render)

/** DISTINCT wants its ORDER BY among the arguments to the letter, which a bytewise order is not. */
const stringAgg: FunctionRewrite = (call, render) => {
  const { source } = call
  const ordered = source.kind === 'aggregate' && source.distinct && source.orderBy.length > 0
  return ordered ? render.refuse('FUNCTION_NOT_EXACT', call) : aggregate('string_agg')(call, render)
}

/** Numbers whose PostgreSQL result has digits beyond the plan's are not said. */
const floatOnly = (rewrite: FunctionRewrite): FunctionRewrite => onlyFor(['float32', 'float64'], rewrite)

const average: FunctionRewrite = onlyFor(['float64'], typed(aggregate('avg')))

const spread = (name: string): FunctionRewrite => onlyFor(['float64'], typed(aggregate(name)))

/** PostgreSQL is the reference: its own functions, less those that follow a server's locale. */
export const functions: FunctionTable = {
  not: prefix('NOT '),
  eq: equals,
  ne: comparison('<>'),
  lt: ordered('<'),
  le: ordered('<='),
  gt: ordered('>'),
  ge: ordered('>='),
  is_distinct_from: comparison('IS DISTINCT FROM'),
  is_not_distinct_from: comparison('IS NOT DISTINCT FROM'),
  is_null: postfix('IS NULL'),
  is_not_null: postfix('IS NOT NULL'),
  is_true: postfix('IS TRUE'),
  is_not_true: postfix('IS NOT TRUE'),
  is_false: postfix('IS FALSE'),
  is_not_false: postfix('IS NOT FALSE'),
  like,
  coalesce: named('coalesce'),
  nullif: named('nullif'),
  greatest: greatest('greatest'),
  least: greatest('least'),
  add: scaled(infix('+')),
  subtract: scaled(infix('-')),
  multiply: scaled(infix('*')),
  divide,
  modulo: scaled(infix('%')),
  negate: prefix('- '),
  power: floatOnly(named('power')),
  abs: named('abs'),
  sign: named('sign'),
  ceil: named('ceil'),
  floor: named('floor'),
  round: toPlaces('round'),
  trunc: toPlaces('trunc'),
  sqrt: floatOnly(named('sqrt')),
  exp: floatOnly(named('exp')),
  ln: floatOnly(named('ln')),
  log10: floatOnly(named('log')),
  ...NUMBERS,
  text_concat: infix('||'),
  concat: named('concat'),
  concat_ws: named('concat_ws'),
  length: named('length'),
  octet_length: named('octet_length'),
  trim: named('btrim'),
  ltrim: named('ltrim'),
  rtrim: named('rtrim'),
  substring: named('substring'),
  left: named('left'),
  right: named('right'),
  lpad: named('lpad'),
  rpad: named('rpad'),
  replace: named('replace'),
  position: named('strpos'),
  split_part: named('split_part'),
  starts_with: named('starts_with'),
  reverse: named('reverse'),
  repeat: named('repeat'),
  md5: named('md5'),
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
  count: countOfRows,
  sum: aggregate('sum'),
  avg: average,
  min: extremum('min'),
  max: extremum('max'),
  bool_and: aggregate('bool_and'),
  bool_or: aggregate('bool_or'),
  string_agg: stringAgg,
  stddev_samp: spread('stddev_samp'),
  stddev_pop: spread('stddev_pop'),
  var_samp: spread('var_samp'),
  var_pop: spread('var_pop'),
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

/** From 17 on the server has our collation built in, and changes of case can name it. */
export const functionsFrom17: FunctionTable = {
  ...functions,
  lower: (call, render) => sql`lower(${render.value(argument(call, 0, render))} COLLATE "pg_c_utf8")`,
  upper: (call, render) => sql`upper(${render.value(argument(call, 0, render))} COLLATE "pg_c_utf8")`,
  ilike: (call, render) => {
    const [value, pattern, escaping] = values(call, render)
    return sql`(${value ?? NOTHING} COLLATE "pg_c_utf8" ILIKE ${pattern ?? NOTHING} ESCAPE ${escaping ?? "E'\\\\'"})`
  },
}
