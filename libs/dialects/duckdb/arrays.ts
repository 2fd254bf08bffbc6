import { type EngineType, STRING } from '#arrow'
import { typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { castTo, typed, values } from '../base/rewrites.ts'
import { joinSql, NOTHING, raw, type Sql, sql } from '../base/sql.ts'
import { elementText } from './array-casts.ts'
import { bindAlways, bindOnce } from './bind-once.ts'
import { cast } from './casts.ts'
import { comparedBy } from './compared-by.ts'
import { comparedSides } from './interval-order.ts'
import { BEFORE, ITEM, PLACE } from './lambda-names.ts'
import { quantifiers } from './quantifiers.ts'
import { raise } from './raise.ts'

/** A rewrite over the arguments, each evaluated once. */
const over =
  (body: (values: readonly Sql[]) => Sql): FunctionRewrite =>
  (call, render) =>
    bindOnce(values(call, render), (at) => body(call.arguments.map((_, place) => at(place))))

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

/** json, unlike jsonb, has no equality. */
function refuseJson(element: EngineType, call: PrintedCall, render: ExpressionRenderer): void {
  if (element.kind === 'json' && element.normalized !== true) render.refuse('TYPE_NOT_EXACT', call)
}

/** A rewrite whose lambdas use the arguments. */
const inLambdas =
  (body: (values: readonly Sql[], element: EngineType) => Sql): FunctionRewrite =>
  (call, render) => {
    const types = call.arguments.map(typeOf)
    const array = types.find((type) => type.kind === 'array')
    const element = array?.kind === 'array' ? array.element : STRING
    refuseJson(element, call, render)
    return bindAlways(values(call, render), (at) =>
      body(
        call.arguments.map((_, place) => at(place)),
        element,
      ),
    )
  }

function differs(item: Sql, element: EngineType): Sql {
  return sql`${comparedBy(raw(ITEM), element)} IS DISTINCT FROM ${comparedBy(item, element)}`
}

const remove = inLambdas(
  ([array = NOTHING, item = NOTHING], element) => sql`list_filter(${array}, lambda ${ITEM}: ${differs(item, element)})`,
)

const replace = inLambdas(
  ([array = NOTHING, from = NOTHING, to = NOTHING], element) =>
    sql`list_transform(${array}, lambda ${ITEM}: CASE WHEN ${differs(from, element)} THEN ${ITEM} ELSE ${to} END)`,
)

/** The places, from `first` on, of what equals the item. */
function places(array: Sql, item: Sql, element: EngineType, first: Sql): Sql {
  const found = sql`${comparedBy(sql`${array}[${PLACE}]`, element)} IS NOT DISTINCT FROM ${comparedBy(item, element)}`
  return sql`list_filter(range(${first}, len(${array}) + 1), lambda ${PLACE}: ${found})`
}

const position = typed(
  inLambdas(([array = NOTHING, item = NOTHING, start], element) => {
    if (start === undefined) return sql`list_min(${places(array, item, element, sql`1`)})`
    const found = sql`list_min(${places(array, item, element, sql`greatest(${start}, 1)`)})`
    const failure = raise('22004', 'initial position must not be null')
    return sql`CASE WHEN ${array} IS NULL THEN NULL WHEN ${start} IS NULL THEN ${failure} ELSE ${found} END`
  }),
)

const positions = typed(inLambdas(([array = NOTHING, item = NOTHING], element) => places(array, item, element, sql`1`)))

/** NULL elements, and a NULL in their place, are left out. */
const toText: FunctionRewrite = (call, render) => {
  const [array, separator] = call.arguments
  const type = array === undefined ? undefined : typeOf(array)
  const text = type?.kind === 'array' ? elementText(raw(ITEM), type.element, cast) : undefined
  if (text === undefined) return render.refuse('TYPE_NOT_EXACT', call)
  return bindAlways(values(call, render), (at) => {
    const [list, between] = [at(0), at(1)]
    const shown = call.arguments.length === 2 ? text : sql`coalesce(${text}, ${at(2)})`
    const texts = sql`list_filter(list_transform(${list}, lambda ${ITEM}: ${shown}), lambda ${ITEM}: ${ITEM} IS NOT NULL)`
    const joined =
      separator?.kind === 'literal'
        ? sql`array_to_string(${texts}, ${between})`
        : sql`CASE WHEN len(${texts}) > 0 THEN list_reduce(${texts}, lambda ${BEFORE}, ${ITEM}: ${BEFORE} || ${between} || ${ITEM}) WHEN ${list} IS NOT NULL THEN '' END`
    return sql`CASE WHEN ${between} IS NOT NULL THEN ${joined} END`
  })
}

const fromText = typed(
  inLambdas(([text = NOTHING, separator = NOTHING, empty]) => {
    const parts = sql`CASE WHEN ${text} IS NULL THEN NULL WHEN ${text} = '' THEN [] WHEN ${separator} IS NULL THEN regexp_extract_all(${text}, '(?s).') WHEN ${separator} = '' THEN [${text}] ELSE string_split(${text}, ${separator}) END`
    if (empty === undefined) return parts
    return sql`list_transform(${parts}, lambda ${ITEM}: CASE WHEN ${ITEM} = ${empty} THEN NULL ELSE ${ITEM} END)`
  }),
)

const ofFirstDimension =
  (measure: (array: Sql) => Sql): FunctionRewrite =>
  (call, render) => {
    const wrapped = bindOnce(
      values(call, render),
      (at) => sql`CASE WHEN ${at(1)} = 1 AND len(${at(0)}) > 0 THEN ${measure(at(0))} END`,
    )
    return castTo(wrapped, call.type, call, render)
  }

const ofItems =
  (measure: (array: Sql) => Sql): FunctionRewrite =>
  (call, render) =>
    bindOnce(values(call, render), (at) => sql`CASE WHEN len(${at(0)}) > 0 THEN ${measure(at(0))} END`)

const cardinality: FunctionRewrite = typed((call, render) => sql`len(${joinSql(values(call, render), ', ')})`)

/** A rewrite over what stands for the two arguments in comparisons. */
const compared =
  (body: (left: Sql, right: Sql) => Sql): FunctionRewrite =>
  (call, render) => {
    const sides = comparedSides(call, render)
    return bindAlways(sides, (at) => body(at(0), at(1)))
  }

/** How many elements of `of` there are in `array`, or are not; NULL equals none. */
function matches(array: Sql, of: Sql, test: 'found' | 'missing'): Sql {
  const found = sql`(${ITEM} IS NOT NULL AND list_contains(${array}, ${ITEM}))`
  return sql`len(list_filter(${of}, lambda ${ITEM}: ${test === 'found' ? found : sql`NOT ${found}`}))`
}

const contains = compared(
  (left, right) => sql`CASE WHEN ${left} IS NOT NULL THEN ${matches(left, right, 'missing')} = 0 END`,
)

const overlaps = compared(
  (left, right) => sql`CASE WHEN ${left} IS NOT NULL THEN ${matches(left, right, 'found')} > 0 END`,
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
