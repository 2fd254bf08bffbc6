import { INT64 } from '#arrow'
import type { ExpressionNode, QueryRequest } from '../query-request.ts'
import type { Binding } from './binding.ts'
import { coerce } from './coerce.ts'
import { expressionEnv } from './expression.ts'

/** LIMIT and OFFSET of a query as numbers; a limit of null is none. */
export interface RowLimits {
  readonly limit: number | null
  readonly offset: number
}

/** LIMIT and OFFSET: constants and parameters. @throws ValidationError LIMIT_EXCEEDED above `max_limit`, 2201W, 2201X */
export function bindRowLimits(binding: Binding, request: QueryRequest): RowLimits {
  if (request.with_ties) {
    throw binding.error(
      'UNSUPPORTED',
      'FETCH ... WITH TIES is not supported; filter by rank() instead.',
      '0A000',
      request,
    )
  }
  return {
    limit: binding.faults.attempt(
      () => boundLimit(binding, request),
      () => null,
    ),
    offset: binding.faults.attempt(
      () => rowCount(binding, request, request.offset, 'OFFSET') ?? 0,
      () => 0,
    ),
  }
}

function boundLimit(binding: Binding, request: QueryRequest): number | null {
  const limit = rowCount(binding, request, request.limit, 'LIMIT')
  const { maxLimit } = binding.context.config
  if (limit !== null && limit > maxLimit) {
    const message = `LIMIT ${limit} is above the ${maxLimit} that query.max_limit allows; ask for fewer rows or raise the key.`
    throw binding.error('LIMIT_EXCEEDED', message, '54000', placeOf(binding, request, 'limit'))
  }
  return limit
}

function rowCount(
  binding: Binding,
  request: QueryRequest,
  written: number | ExpressionNode | undefined,
  clause: 'LIMIT' | 'OFFSET',
): number | null {
  if (written === undefined) return null
  const place = placeOf(binding, request, clause === 'LIMIT' ? 'limit' : 'offset')
  const scope = { relations: [], visible: [], parent: null, ctes: new Map() }
  const node = typeof written === 'number' ? binding.derived({ value: written }, place) : written
  const count = coerce(binding, expressionEnv(binding, scope, clause).operand(node), INT64, place)
  if (count.kind !== 'literal') {
    throw binding.error('UNSUPPORTED', `${clause} must be a constant or a parameter.`, '0A000', place)
  }
  if (count.value === null) return null
  const rows = Number(count.value)
  if (rows >= 0 && Number.isSafeInteger(rows)) return rows
  const sqlState = clause === 'LIMIT' ? '2201W' : '2201X'
  throw binding.error('VALIDATION_ERROR', `${clause} must be a whole number that is not negative.`, sqlState, place)
}

function placeOf(binding: Binding, request: QueryRequest, key: 'limit' | 'offset'): object {
  const written = request[key]
  return typeof written === 'object' ? written : binding.derived({}, request, key)
}
