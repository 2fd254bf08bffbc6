import type { ExpressionNode, QueryRequest } from '../query-request.ts'
import type { Binding } from './binding.ts'
import { constantCount } from './constant-counts.ts'
import { expressionEnv } from './expression.ts'
import { nodesOf } from './request-nodes.ts'
import type { Scope } from './scope.ts'

/** LIMIT and OFFSET of a query as numbers; a limit of null is none. */
export interface RowLimits {
  readonly limit: number | null
  readonly offset: number
  /** FETCH ... WITH TIES: rows equal to the last one in the order come too. */
  readonly withTies: boolean
}

/**
 * LIMIT and OFFSET: constants, parameters and arithmetic over them.
 * @throws ValidationError LIMIT_EXCEEDED above `max_limit`, 2201W, 2201X
 */
export function bindRowLimits(binding: Binding, request: QueryRequest, outer: Scope | null): RowLimits {
  const limit = binding.faults.attempt(
    () => boundLimit(binding, request, outer),
    () => null,
  )
  const offset = binding.faults.attempt(
    () => rowCount(binding, request, request.offset, 'OFFSET', outer) ?? 0,
    () => 0,
  )
  return { limit, offset, withTies: request.with_ties === true }
}

function boundLimit(binding: Binding, request: QueryRequest, outer: Scope | null): number | null {
  const limit = rowCount(binding, request, request.limit, 'LIMIT', outer)
  const { maxLimit } = binding.context.config
  if (limit !== null && limit > maxLimit) {
    const message = `LIMIT ${limit} is above the ${maxLimit} that query.max_limit allows; ask for fewer rows or raise the key.`
    throw binding.error('LIMIT_EXCEEDED', message, '54000', placeOf(binding, request, 'limit'))
  }
  if (request.with_ties && limit === null) {
    throw binding.error('VALIDATION_ERROR', 'WITH TIES needs a number of rows.', '2201W', request)
  }
  return limit
}

function rowCount(
  binding: Binding,
  request: QueryRequest,
  written: number | ExpressionNode | undefined,
  clause: 'LIMIT' | 'OFFSET',
  outer: Scope | null,
): number | null {
  if (written === undefined) return null
  const place = placeOf(binding, request, clause === 'LIMIT' ? 'limit' : 'offset')
  const scope = { relations: [], visible: [], parent: null, ctes: new Map() }
  const column = nodesOf(written).find((it) => 'column' in it)
  if (column !== undefined && outer === null && hasNoColumns(request)) {
    throw binding.error(
      'UNKNOWN_COLUMN',
      `${clause} has no column to use; give it a number or a parameter.`,
      '42703',
      column,
    )
  }
  if (column !== undefined) {
    const message = `${clause} cannot use columns; give it a number or a parameter.`
    throw binding.error('VALIDATION_ERROR', message, '42P10', column)
  }
  const node = typeof written === 'number' ? binding.derived({ value: written }, place) : written
  const count = constantCount(binding, expressionEnv(binding, scope, clause).operand(node), clause, place)
  if (count === null) return null
  const rows = Number(count)
  if (rows >= 0 && Number.isSafeInteger(rows)) return rows
  const sqlState = clause === 'LIMIT' ? '2201W' : '2201X'
  throw binding.error('VALIDATION_ERROR', `${clause} must be a whole number that is not negative.`, sqlState, place)
}

/** True where no FROM gives a name a meaning. */
function hasNoColumns({ sources = [], joins = [], values, set_operations: operations = [] }: QueryRequest): boolean {
  return sources.length === 0 && joins.length === 0 && values === undefined && operations.length === 0
}

function placeOf(binding: Binding, request: QueryRequest, key: 'limit' | 'offset'): object {
  const written = request[key]
  return typeof written === 'object' ? written : binding.derived({}, request, key)
}
