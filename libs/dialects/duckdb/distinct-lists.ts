import type { SortKey } from '#plan'
import type { ExpressionRenderer, PrintedCall } from '../base/dialect.ts'
import { aggregateOf } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'

/** True for an aggregate of distinct values. */
export function isDistinct(call: PrintedCall): boolean {
  return call.distinct.join('') !== ''
}

/**
 * The distinct values of an aggregate, or the distinct structs of several, as a list in the aggregate's order; without
 * one ascending, as PostgreSQL's happens to be. The list is sorted, and not the aggregate ordered: DuckDB takes an
 * expression that can fail, written twice, for two. `parts` are the values, as the order may name them; refuses an
 * order that is not theirs.
 */
export function distinctList(call: PrintedCall, value: Sql, parts: readonly Sql[], render: ExpressionRenderer): Sql {
  const keys = keysOf(call)
  const [first = ASCENDING, ...others] = keys
  const isOfParts = keys.every(({ expression }, place) => sameText(render.value(expression), parts[place] ?? NOTHING))
  const isOneWay = [...others, ...(keys.length < parts.length ? [ASCENDING] : [])].every(
    (key) => key.descending === first.descending && key.nullsFirst === first.nullsFirst,
  )
  if (!isOfParts || !isOneWay) return render.refuse('FUNCTION_NOT_EXACT', call)
  const list = aggregateOf('array_agg', { ...call, orderBy: NOTHING }, [value])
  return sql`list_sort(${list}, '${first.descending ? 'DESC' : 'ASC'}', 'NULLS ${first.nullsFirst ? 'FIRST' : 'LAST'}')`
}

const ASCENDING: Omit<SortKey, 'expression'> = { descending: false, nullsFirst: false }

/** Constants order nothing. */
function keysOf({ source }: PrintedCall): readonly SortKey[] {
  const keys = source.kind === 'aggregate' ? source.orderBy : []
  return keys.filter(({ expression }) => expression.kind !== 'literal')
}

function sameText(left: Sql, right: Sql): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}
