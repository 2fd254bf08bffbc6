import type { FunctionRewrite, PrintedCall } from '../base/dialect.ts'
import { aggregateOf, values } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import { ITEM, PLACE } from './lambda-names.ts'
import { structOf } from './structs.ts'

/** string_agg; DISTINCT without an order is sorted, as PostgreSQL's happens to be. */
export const stringAgg: FunctionRewrite = (call, render) => {
  const [, separator] = call.arguments
  const [value = NOTHING, between = NOTHING] = values(call, render)
  const distinct = call.distinct.join('') !== ''
  if (call.type.kind === 'string' && separator?.kind === 'literal') {
    const orderBy = distinct && call.orderBy.length === 0 ? sql` ORDER BY ${value}` : call.orderBy
    const constant = separator.value === null ? sql`''` : between
    return aggregateOf('string_agg', { ...call, orderBy }, [value, constant])
  }
  return joined(call, value, between, call.type.kind === 'binary')
}

/** Each value after its own separator, but the first; binary values are joined as their hexadecimal digits. */
function joined(call: PrintedCall, value: Sql, separator: Sql, binary: boolean): Sql {
  const text = (part: Sql): Sql => (binary ? sql`hex(${part})` : part)
  const pair = structOf({ v: text(value), s: text(separator) })
  const sorted = call.distinct.join('') !== '' && call.orderBy.length === 0
  const orderBy = sorted ? sql` ORDER BY ${value}, ${separator}` : call.orderBy
  const pairs = sql`list_filter(${aggregateOf('list', { ...call, orderBy }, [pair])}, lambda ${ITEM}: ${ITEM}.v IS NOT NULL)`
  const parts = sql`list_transform(${pairs}, lambda ${ITEM}, ${PLACE}: CASE WHEN ${PLACE} = 1 THEN ${ITEM}.v ELSE coalesce(${ITEM}.s, '') || ${ITEM}.v END)`
  const all = sql`array_to_string(${parts}, '')`
  const present = sql`${aggregateOf('count', { ...call, orderBy: NOTHING }, [value])} > 0`
  return sql`CASE WHEN ${present} THEN ${binary ? sql`unhex(${all})` : all} END`
}
