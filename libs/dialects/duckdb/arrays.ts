import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { castTo, typed, values } from '../base/rewrites.ts'
import { joinSql, NOTHING, type Sql, sql } from '../base/sql.ts'
import { elementText } from './array-casts.ts'
import { cast } from './casts.ts'
import { withOnce } from './let.ts'
import { quantifiers } from './quantifiers.ts'
import { raise } from './raise.ts'

type Body = (...values: readonly Sql[]) => Sql

/** A rewrite over the arguments, each evaluated once. */
const over =
  (body: (values: readonly Sql[]) => Sql): FunctionRewrite =>
  (call, render) =>
    withOnce(call.arguments, render, (...args) => body(args))

const arrayOf: FunctionRewrite = typed((call, render) => sql`[${joinSql(values(call, render), ', ')}]`)

/** A subscript below 1 would count from the end. */
const element: FunctionRewrite = (call, render) => {
  const [array = NOTHING, index = NOTHING] = values(call, render)
  return sql`list_extract(${array}, greatest(${index}, 0))`
}

const slice = over(
  ([array = NOTHING, from = NOTHING, to = NOTHING]) =>
    sql`CASE WHEN ${array} IS NOT NULL AND ${from} IS NOT NULL AND ${to} IS NOT NULL THEN list_slice(${array}, greatest(${from}, 1), greatest(${to}, 0)) END`,
)

const concat = over(
  ([left = NOTHING, right = NOTHING]) =>
    sql`CASE WHEN ${left} IS NOT NULL OR ${right} IS NOT NULL THEN list_concat(${left}, ${right}) END`,
)

const append: FunctionRewrite = (call, render) => {
  const [array = NOTHING, item = NOTHING] = values(call, render)
  return sql`list_concat(${array}, [${item}])`
}

const prepend: FunctionRewrite = (call, render) => {
  const [item = NOTHING, array = NOTHING] = values(call, render)
  return sql`list_concat([${item}], ${array})`
}

const remove = over(
  ([array = NOTHING, item = NOTHING]) => sql`list_filter(${array}, lambda item: item IS DISTINCT FROM ${item})`,
)

const replace = over(
  ([array = NOTHING, from = NOTHING, to = NOTHING]) =>
    sql`list_transform(${array}, lambda item: CASE WHEN item IS DISTINCT FROM ${from} THEN item ELSE ${to} END)`,
)

/** The places, from `first` on, of what equals the item. */
function places(array: Sql, item: Sql, first: Sql): Sql {
  return sql`list_filter(range(${first}, len(${array}) + 1), lambda place: ${array}[place] IS NOT DISTINCT FROM ${item})`
}

const position = typed(
  over(([array = NOTHING, item = NOTHING, start]) => {
    if (start === undefined) return sql`list_min(${places(array, item, sql`1`)})`
    const found = sql`list_min(${places(array, item, sql`greatest(${start}, 1)`)})`
    const failure = raise('22004', 'initial position must not be null')
    return sql`CASE WHEN ${array} IS NULL THEN NULL WHEN ${start} IS NULL THEN ${failure} ELSE ${found} END`
  }),
)

const positions = typed(over(([array = NOTHING, item = NOTHING]) => places(array, item, sql`1`)))

/** NULL elements, and a NULL in their place, are left out. */
const toText: FunctionRewrite = (call, render) => {
  const [array, separator] = call.arguments
  const type = array === undefined ? undefined : typeOf(array)
  const text = type?.kind === 'array' ? elementText(sql`item`, type.element, cast) : undefined
  if (text === undefined) return render.refuse('TYPE_NOT_EXACT', call)
  return withOnce(call.arguments, render, (list = NOTHING, between = NOTHING, instead) => {
    const shown = instead === undefined ? text : sql`coalesce(${text}, ${instead})`
    const texts = sql`list_filter(list_transform(${list}, lambda item: ${shown}), lambda item: item IS NOT NULL)`
    const joined =
      separator?.kind === 'literal'
        ? sql`array_to_string(${texts}, ${between})`
        : sql`CASE WHEN len(${texts}) > 0 THEN list_reduce(${texts}, lambda before, item: before || ${between} || item) WHEN ${list} IS NOT NULL THEN '' END`
    return sql`CASE WHEN ${between} IS NOT NULL THEN ${joined} END`
  })
}

const fromText = typed(
  over(([text = NOTHING, separator = NOTHING, empty]) => {
    const parts = sql`CASE WHEN ${text} IS NULL THEN NULL WHEN ${text} = '' THEN [] WHEN ${separator} IS NULL THEN regexp_extract_all(${text}, '(?s).') WHEN ${separator} = '' THEN [${text}] ELSE string_split(${text}, ${separator}) END`
    if (empty === undefined) return parts
    return sql`list_transform(${parts}, lambda item: CASE WHEN item = ${empty} THEN NULL ELSE item END)`
  }),
)

const ofFirstDimension =
  (measure: (array: Sql) => Sql): FunctionRewrite =>
  (call, render) => {
    const wrapped: Body = (array = NOTHING, dimension = NOTHING) =>
      sql`CASE WHEN ${dimension} = 1 AND len(${array}) > 0 THEN ${measure(array)} END`
    return castTo(withOnce(call.arguments, render, wrapped), call.type, call, render)
  }

const ofItems =
  (measure: (array: Sql) => Sql): FunctionRewrite =>
  (call, render) =>
    withOnce(call.arguments, render, (array = NOTHING) => sql`CASE WHEN len(${array}) > 0 THEN ${measure(array)} END`)

const cardinality: FunctionRewrite = typed((call, render) => sql`len(${joinSql(values(call, render), ', ')})`)

/** How many elements of `of` there are in `array`, or are not; NULL equals none. */
function matches(array: Sql, of: Sql, test: 'found' | 'missing'): Sql {
  const found = sql`(item IS NOT NULL AND list_contains(${array}, item))`
  return sql`len(list_filter(${of}, lambda item: ${test === 'found' ? found : sql`NOT ${found}`}))`
}

const contains = over(
  ([left = NOTHING, right = NOTHING]) =>
    sql`CASE WHEN ${left} IS NOT NULL THEN ${matches(left, right, 'missing')} = 0 END`,
)

const overlaps = over(
  ([left = NOTHING, right = NOTHING]) =>
    sql`CASE WHEN ${left} IS NOT NULL THEN ${matches(left, right, 'found')} > 0 END`,
)

/** Arrays are DuckDB's lists, which count from 1 too. */
export const ARRAYS: FunctionTable = {
  array_of: arrayOf,
  array_element: element,
  array_slice: slice,
  array_concat: concat,
  array_append: append,
  array_prepend: prepend,
  array_remove: remove,
  array_replace: replace,
  array_position: position,
  array_positions: positions,
  array_to_string: toText,
  string_to_array: fromText,
  array_length: ofFirstDimension((array) => sql`len(${array})`),
  array_lower: ofFirstDimension(() => sql`1`),
  cardinality,
  array_dimensions: typed(ofItems(() => sql`1`)),
  array_bounds: ofItems((array) => sql`'[1:' || len(${array}) || ']'`),
  array_contains: contains,
  array_overlaps: overlaps,
  ...quantifiers,
}
