import { BOOLEAN, INT64 } from '#arrow'
import type { Expression, NamedWindow, PlanNode, ScalarFunction, SortKey, WindowFunction } from '#plan'
import type { Binding } from './binding.ts'
import { joined } from './calls.ts'
import type { Block } from './projection.ts'
import type { RowLimits } from './row-limits.ts'
import { referenceTo } from './scope.ts'

/** The block's rows in order, those that LIMIT and OFFSET leave. @throws ValidationError 42601 for ties without an order */
export function limitedPlan(binding: Binding, { plan, keys }: Block, limits: RowLimits, place: object): PlanNode {
  const { limit, offset, withTies } = limits
  if (withTies && keys.length === 0) {
    throw binding.error('VALIDATION_ERROR', 'WITH TIES needs an ORDER BY.', '42601', place)
  }
  if (withTies && limit !== null && limit > 0) return sorted(withTied(binding, plan, keys, limit, offset), keys)
  const input = sorted(plan, keys)
  return limit === null && offset === 0 ? input : { kind: 'limit', input, limit, offset }
}

function sorted(input: PlanNode, keys: readonly SortKey[]): PlanNode {
  return keys.length === 0 ? input : { kind: 'sort', input, keys }
}

/** The rows after the offset, up to the last one that ties with row number `offset + limit`. */
function withTied(
  binding: Binding,
  input: PlanNode,
  orderBy: readonly SortKey[],
  limit: number,
  offset: number,
): PlanNode {
  const numbered = (name: WindowFunction): NamedWindow => ({
    column: binding.newColumn(name, INT64, false),
    call: {
      kind: 'window',
      function: name,
      arguments: [],
      filter: null,
      partitionBy: [],
      orderBy,
      frame: null,
      type: INT64,
    },
  })
  const rank = numbered('rank')
  const row = numbered('row_number')
  const upToLast = compare('le', rank, offset + limit)
  const calls = offset === 0 ? [rank] : [rank, row]
  const predicate = offset === 0 ? upToLast : joined('and', [upToLast, compare('gt', row, offset)])
  return { kind: 'filter', input: { kind: 'window', input, calls }, predicate }
}

function compare(name: ScalarFunction, { column }: NamedWindow, count: number): Expression {
  const bound: Expression = { kind: 'literal', value: String(count), type: INT64 }
  return { kind: 'call', function: name, arguments: [referenceTo(column), bound], type: BOOLEAN, nullable: false }
}
