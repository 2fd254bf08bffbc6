import type { EngineType } from '#arrow'
import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, castTo, named, values } from '../base/rewrites.ts'
import { joinSql, NOTHING, raw, type Sql, sql } from '../base/sql.ts'
import { bytewise } from './bytewise.ts'

const arrayOf: FunctionRewrite = (call, render) =>
  castTo(sql`ARRAY[${joinSql(values(call, render), ', ')}]`, call.type, call, render)

const element: FunctionRewrite = (call, render) => {
  const [array = NOTHING, index = NOTHING] = values(call, render)
  return sql`(${array})[${index}]`
}

const slice: FunctionRewrite = (call, render) => {
  const [array = NOTHING, from = NOTHING, to = NOTHING] = values(call, render)
  return sql`(${array})[${from}:${to}]`
}

/** Text in arrays is compared by bytes too. */
const compared =
  (print: (left: Sql, right: Sql) => Sql): FunctionRewrite =>
  (call, render) => {
    const left = argument(call, 0, render)
    const right = argument(call, 1, render)
    return print(bytewise(render.value(left), typeOf(left)), render.value(right))
  }

/** A subquery after ANY would be one whose rows are compared. */
const quantified =
  (operator: string, quantifier: 'ANY' | 'ALL'): FunctionRewrite =>
  (call, render) => {
    const value = argument(call, 0, render)
    const list = argument(call, 1, render)
    const printed = render.value(list)
    const array = list.kind === 'subquery' ? castTo(printed, list.type, call, render) : printed
    return sql`(${bytewise(render.value(value), typeOf(value))} ${operator} ${quantifier} (${array}))`
  }

const searched =
  (name: string): FunctionRewrite =>
  (call, render) => {
    const [array = NOTHING, ...others] = call.arguments.map((value, index) => {
      const type = typeOf(value)
      return index === 0 ? bytewise(render.value(value), type) : render.value(value)
    })
    return sql`${name}(${joinSql([array, ...others], ', ')})`
  }

/** How an element is printed may follow a setting of the session (DateStyle, bytea_output). */
const SETTING_FREE: ReadonlySet<EngineType['kind']> = new Set<EngineType['kind']>([
  'boolean',
  'int16',
  'int32',
  'int64',
  'decimal',
  'string',
  'uuid',
])

const toText: FunctionRewrite = (call, render) => {
  const type = typeOf(argument(call, 0, render))
  const free = type.kind === 'array' && SETTING_FREE.has(type.element.kind)
  return free ? named('array_to_string')(call, render) : render.refuse('TYPE_NOT_EXACT', call)
}

/** PostgreSQL keeps the order of its input; DISTINCT sorts, text by its collation. */
const arrayAgg: FunctionRewrite = (call, render) => {
  const { source } = call
  const value = argument(call, 0, render)
  if (source.kind !== 'aggregate' || !source.distinct) {
    return sql`array_agg(${render.value(value)}${call.orderBy})${call.over}`
  }
  return sql`array_agg(${raw('DISTINCT ')}${bytewise(render.value(value), typeOf(value))}${call.orderBy})${call.over}`
}

/** PostgreSQL's own; bounds other than from 1 do not arise, for its reader refuses such arrays. */
export const ARRAYS: FunctionTable = {
  array_of: arrayOf,
  array_element: element,
  array_slice: slice,
  array_concat: named('array_cat'),
  array_append: named('array_append'),
  array_prepend: named('array_prepend'),
  array_remove: searched('array_remove'),
  array_replace: searched('array_replace'),
  array_position: searched('array_position'),
  array_positions: searched('array_positions'),
  width_bucket_array: searched('width_bucket'),
  array_to_string: toText,
  string_to_array: named('string_to_array'),
  array_length: named('array_length'),
  array_lower: named('array_lower'),
  cardinality: named('cardinality'),
  array_dimensions: named('array_ndims'),
  array_bounds: named('array_dims'),
  array_contains: compared((left, right) => sql`(${left} @> ${right})`),
  array_overlaps: compared((left, right) => sql`(${left} && ${right})`),
  eq_any: quantified('=', 'ANY'),
  ne_any: quantified('<>', 'ANY'),
  lt_any: quantified('<', 'ANY'),
  le_any: quantified('<=', 'ANY'),
  gt_any: quantified('>', 'ANY'),
  ge_any: quantified('>=', 'ANY'),
  eq_all: quantified('=', 'ALL'),
  ne_all: quantified('<>', 'ALL'),
  lt_all: quantified('<', 'ALL'),
  le_all: quantified('<=', 'ALL'),
  gt_all: quantified('>', 'ALL'),
  ge_all: quantified('>=', 'ALL'),
  array_agg: arrayAgg,
}
