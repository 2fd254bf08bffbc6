import { INT64, typeName } from '#arrow'
import {
  type AggregateCall,
  type AggregateFunction,
  aggregateRecord,
  type ColumnId,
  comparisonType,
  type Expression,
  type SortKey,
  takesRowsInOrder,
  typeOf,
} from '#plan'
import type { FunctionNode, RowNode } from '../query-request.ts'
import { nested } from './array-values.ts'
import { resolved } from './calls.ts'
import { asBoolean, asExpression } from './coerce.ts'
import type { Env } from './env.ts'
import { sameExpression } from './expression-key.ts'
import { operandType } from './operand.ts'
import { isRow, rowFields } from './rows.ts'
import { columnsAround, localColumns } from './scope.ts'
import { sortKeys } from './sort-keys.ts'

/**
 * An aggregate without OVER.
 * @throws ValidationError GROUPING_ERROR 42803 where none may stand, UNSUPPORTED for one over an outer query's columns
 */
export function aggregateCall(env: Env, aggregate: AggregateFunction, name: string, node: FunctionNode): AggregateCall {
  const mayBeOuter = env.scope.parent !== null && env.noAggregates !== 'an aggregate'
  if (!mayBeOuter) refuseNested(env, node)
  const inside = env.within({ noAggregates: 'an aggregate', noWindows: 'an aggregate', tableCalls: 'aggregates' })
  const args = aggregateArguments(inside, aggregate, name, node)
  const orderBy = sortKeys(inside, node.order_by ?? [])
  if (node.distinct) checkDistinct(env, args.expressions, orderBy, node)
  const call: AggregateCall = {
    kind: 'aggregate',
    function: aggregate,
    arguments: args.expressions,
    distinct: node.distinct === true && args.expressions.length > 0,
    filter:
      node.filter === undefined ? null : asBoolean(env.binding, inside.operand(node.filter), 'FILTER', node.filter),
    // The order of its input does not change the others.
    orderBy: takesRowsInOrder(aggregate) ? orderBy : [],
    type: args.type,
  }
  refuseOuter(env, call, name, node)
  if (mayBeOuter) refuseNested(env, node)
  return env.binding.derived(call, node)
}

/** @throws ValidationError GROUPING_ERROR 42803 where no aggregate may stand */
export function refuseNested(env: Env, node: object): void {
  if (env.noAggregates === null) return
  const message =
    env.noAggregates === 'an aggregate'
      ? 'Aggregate calls cannot be nested.'
      : `Aggregates are not allowed in ${env.noAggregates}.`
  throw env.binding.error('GROUPING_ERROR', message, '42803', node)
}

/** The arguments of an aggregate in its parameters' types, and the type of its result; count(*) has none. */
export function aggregateArguments(
  env: Env,
  aggregate: AggregateFunction,
  name: string,
  node: FunctionNode,
): { readonly expressions: readonly Expression[]; readonly type: AggregateCall['type'] } {
  const [only, ...more] = node.args ?? []
  if (aggregate === 'count' && only !== undefined && isRow(only) && more.length === 0) {
    return { expressions: countedFields(env, only, node), type: INT64 }
  }
  const operands = (node.args ?? []).map((argument) => env.operand(argument))
  const isCountStar = aggregate === 'count' && node.star === true
  if (node.star === true ? !isCountStar : operands.length === 0) {
    const message = node.star === true ? `${name}(*) does not exist; name a column.` : `${name}() needs an argument.`
    throw env.binding.error('UNKNOWN_FUNCTION', message, name === 'count' ? '42809' : '42883', node)
  }
  if (aggregate === 'array_agg' && operands.some((operand) => operandType(operand)?.kind === 'array')) {
    throw nested(env, node)
  }
  const { signature, args } = resolved(env.binding, aggregateRecord(aggregate).signatures, name, operands, node)
  return { expressions: args, type: signature.result(args) }
}

/** A row is never NULL, whatever its fields: DISTINCT counts their combinations, and else count(row) is count(*). */
function countedFields(env: Env, row: RowNode, node: FunctionNode): readonly Expression[] {
  const fields = rowFields(env, row).map((field) => asExpression(env.binding, field))
  return node.distinct ? fields : []
}

function checkDistinct(env: Env, args: readonly Expression[], orderBy: readonly SortKey[], node: object): void {
  const uncomparable = args.map(typeOf).find((type) => comparisonType(type, type) === undefined)
  if (uncomparable !== undefined) {
    const message = `Values of type ${typeName(uncomparable)} cannot be compared for DISTINCT.`
    throw env.binding.error('TYPE_ERROR', message, '42883', node)
  }
  const other = orderBy.find(({ expression }) => !args.some((argument) => sameExpression(argument, expression)))
  if (other === undefined) return
  const message = 'In an aggregate with DISTINCT, ORDER BY may only name its arguments.'
  throw env.binding.errorAtStart('VALIDATION_ERROR', message, '42P10', env.binding.derived(other.expression, node))
}

/** The columns named anywhere in an expression, in the plans of its subqueries too. */
function columnsBelow(value: unknown): ReadonlySet<ColumnId> {
  const ids = new Set<ColumnId>()
  const waiting = [value]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if ('kind' in next && next.kind === 'column' && 'id' in next) ids.add(String(next.id))
    waiting.push(...Object.values(next).filter((part) => part !== undefined))
  }
  return ids
}

/** PostgreSQL computes an aggregate over nothing but outer columns in the outer query. */
export function refuseOuter(env: Env, call: AggregateCall, name: string, node: object): void {
  const columns = columnsBelow(call)
  const local = localColumns(env.scope)
  const outer = columnsAround(env.scope)
  if (![...columns].some((id) => outer.has(id)) || [...columns].some((id) => local.has(id))) return
  const message = `${name} over columns of the outer query belongs to that query; compute it there in a subquery of FROM.`
  throw env.binding.error('UNSUPPORTED', message, '0A000', node)
}
