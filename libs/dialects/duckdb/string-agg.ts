import type { ExpressionRenderer, FunctionRewrite, PrintedCall } from '../base/dialect.ts'
import { aggregateOf, values } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import { distinctList, isDistinct } from './distinct-lists.ts'
import { ITEM, PLACE } from './lambda-names.ts'
import { structOf } from './structs.ts'

/** string_agg; DISTINCT without an order is sorted, as PostgreSQL's happens to be. */
export const stringAgg: FunctionRewrite = (call, render) => {
  const [, separator] = call.arguments
  const [value = NOTHING, between = NOTHING] = values(call, render)
  if (call.type.kind === 'string' && separator?.kind === 'literal') {
    const constant = separator.value === null ? sql`''` : between
    if (!isDistinct(call)) return aggregateOf('string_agg', call, [value, constant])
    return sql`array_to_string(${distinctList(call, value, [value], render)}, ${constant})`
  }
  return joined(call, value, between, render)
}

/** Each value after its own separator, but the first; binary values are joined as their hexadecimal digits. */
function joined(call: PrintedCall, value: Sql, separator: Sql, render: ExpressionRenderer): Sql {
  const binary = call.type.kind === 'binary'
  const text = (part: Sql): Sql => (binary ? sql`hex(${part})` : part)
  const pair = structOf({ v: text(value), s: text(separator) })
  const list = isDistinct(call)
    ? distinctList(call, pair, [value, separator], render)
    : aggregateOf('list', call, [pair])
  const pairs = sql`list_filter(${list}, lambda ${ITEM}: ${ITEM}.v IS NOT NULL)`
  const parts = sql`list_transform(${pairs}, lambda ${ITEM}, ${PLACE}: CASE WHEN ${PLACE} = 1 THEN ${ITEM}.v ELSE coalesce(${ITEM}.s, '') || ${ITEM}.v END)`
  const all = sql`array_to_string(${parts}, '')`
  const present = sql`${aggregateOf('count', { ...call, orderBy: NOTHING }, [value])} > 0`
  return sql`CASE WHEN ${present} THEN ${binary ? sql`unhex(${all})` : all} END`
}
