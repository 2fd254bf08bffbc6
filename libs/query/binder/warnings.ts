import type { Warning, WarningCode } from '#core'
import type { QueryRequest } from '../query-request.ts'
import { cartesianProducts } from './cartesian-products.ts'
import type { BindContext, BoundQuery } from './context.ts'
import { mostRows } from './most-rows.ts'
import { firstPosition, isNode, listAt, type Node, nodesOf, type Place } from './request-nodes.ts'

/** What may surprise in a request that is valid. */
export function warningsOf(request: QueryRequest, bound: BoundQuery, context: BindContext): readonly Warning[] {
  const warning = (code: WarningCode, message: string, place?: Place): Warning => {
    const position = place === undefined ? undefined : firstPosition(context.locator, place)
    return { code, message, ...(position === undefined ? {} : { position }), sql_state: '01000' }
  }
  return [
    ...limitWarnings(request, bound, warning),
    ...cartesianProducts(request, bound).map(({ message, place }) => warning('CARTESIAN_PRODUCT', message, place)),
    ...nodesOf(request).flatMap((node) => nullWarnings(node, warning)),
    ...unusedParameters(request, context).map((name) =>
      warning('UNUSED_PARAMETER', `The parameter "${name}" has a value, but the query does not use it.`),
    ),
  ]
}

function unusedParameters(request: QueryRequest, context: BindContext): readonly string[] {
  const used = new Set(nodesOf(request).map((node) => String(node['parameter'])))
  return Object.keys({ ...request.parameters, ...context.parameters }).filter((name) => !used.has(name))
}

type MakeWarning = (code: WarningCode, message: string, place?: Place) => Warning

function limitWarnings(request: QueryRequest, bound: BoundQuery, warning: MakeWarning): readonly Warning[] {
  const { defaultLimit, plan } = bound
  if (defaultLimit !== null) {
    if (mostRows(plan) <= defaultLimit) return []
    const message = `The query has no LIMIT: at most ${defaultLimit} rows are returned (query.default_limit).`
    return [warning('DEFAULT_LIMIT', message)]
  }
  const isOrdered = request.order_by !== undefined && request.order_by.length > 0
  if (isOrdered || request.limit === undefined || mostRows(withoutLimit(plan)) <= 1) return []
  const message = 'LIMIT without ORDER BY returns any rows, not always the same ones; say which with ORDER BY.'
  return [warning('LIMIT_WITHOUT_ORDER', message, { node: request, item: 'limit' })]
}

function withoutLimit(plan: BoundQuery['plan']): BoundQuery['plan'] {
  if (plan.kind === 'with' || plan.kind === 'recursive_with') return withoutLimit(plan.body)
  return plan.kind === 'limit' ? plan.input : plan
}

const COMPARISONS = new Set(['=', '<>', '!=', '<', '<=', '>', '>=', 'like', 'not like', 'ilike', 'not ilike'])

/** Comparisons with NULL, which are never true. */
function nullWarnings(node: Node, warning: MakeWarning): readonly Warning[] {
  const op = typeof node['op'] === 'string' ? node['op'].toLowerCase() : ''
  const isShort = 'column' in node && 'value' in node
  const operands = isShort ? [node['value']].flat() : listAt(node, 'args')
  if (!operands.some((operand) => operand === null || isNull(operand))) return []
  const place = { node, item: undefined }
  if (COMPARISONS.has(op)) {
    const remedy = op === '=' || op.includes('like') ? 'IS NULL' : 'IS NOT NULL'
    return [warning('ALWAYS_NULL', `A comparison with NULL is never true; write ${remedy} to look for it.`, place)]
  }
  const isList = op === 'not in' || op === '<> all'
  return isList ? [warning('ALWAYS_NULL', 'NOT IN with NULL in its list is never true; leave it out.', place)] : []
}

function isNull(operand: unknown): boolean {
  return isNode(operand) && 'value' in operand && operand['value'] === null
}
