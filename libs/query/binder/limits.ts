import type { FailureCode, Problem } from '#core'
import { aggregateBySqlName } from '#plan'
import type { QueryRequest } from '../query-request.ts'
import type { BindContext } from './context.ts'
import { firstPosition, isNode, listAt, type Node, nodesOf, type Place } from './request-nodes.ts'

/** Aggregates that `enable_complex_aggregations: false` leaves. */
const PLAIN_AGGREGATES = new Set(['count', 'sum', 'avg', 'min', 'max'])

/**
 * Every limit of the configuration that a request exceeds. Reads the JSON by its keys alone, so that it can speak of
 * all limits at once, before any name is known.
 */
export function limitProblems(request: QueryRequest, context: BindContext): readonly Problem[] {
  const { config, locator } = context
  const nodes = nodesOf(request)
  const problems: Problem[] = []
  const report = (code: FailureCode, sqlState: string, message: string, place: Place | undefined): void => {
    const position = place === undefined ? undefined : firstPosition(locator, place)
    problems.push({ code, message, ...(position === undefined ? {} : { position }), sql_state: sqlState })
  }
  const atMost = (found: readonly Place[], limit: number, what: string, key: string, remedy: string): void => {
    if (found.length <= limit) return
    const message = `The query has ${found.length} ${what}, and query.${key} allows ${limit}; ${remedy}, or raise the key.`
    report('LIMIT_EXCEEDED', '54000', message, found[limit])
  }
  const enabled = (isEnabled: boolean, found: Place | undefined, what: string, key: string): void => {
    if (isEnabled || found === undefined) return
    report('UNSUPPORTED', '0A000', `${what} are switched off by query.${key}; do without, or set it to true.`, found)
  }
  const largest = (placesOf: (node: Node) => readonly Place[]): readonly Place[] =>
    nodes.map(placesOf).reduce((a, b) => (b.length > a.length ? b : a), [])
  const first = (isWanted: (node: Node) => boolean): Place | undefined => placeOf(nodes.find(isWanted))

  atMost(largest(tablesOf), config.maxJoinTables, 'tables in one FROM', 'max_join_tables', 'join fewer')
  const filters = nodes.flatMap(filtersOf)
  atMost(filters, config.maxFilterConditions, 'filter conditions', 'max_filter_conditions', 'write fewer, or IN lists')
  atMost(largest(groupsOf), config.maxGroupByColumns, 'GROUP BY columns', 'max_group_by_columns', 'group by fewer')
  enabled(
    config.enableCte,
    placeOf(nodes.flatMap((it) => listAt(it, 'with')).find(isNode)),
    'WITH tables',
    'enable_cte',
  )
  enabled(config.enableSubqueries, first(isSubquery), 'Subqueries', 'enable_subqueries')
  enabled(
    config.enableWindowFunctions,
    first((node) => 'over' in node),
    'Window functions',
    'enable_window_functions',
  )
  enabled(
    config.enableComplexAggregations,
    first(isComplexAggregation),
    'Complex aggregations',
    'enable_complex_aggregations',
  )
  return problems
}

function placeOf(node: object | undefined): Place | undefined {
  return node === undefined ? undefined : { node, item: undefined }
}

/** The places of the items of a list. */
function itemsAt(node: Node, key: string): readonly Place[] {
  const list = listAt(node, key)
  return list.map((item, index) => (isNode(item) ? { node: item, item: undefined } : { node: list, item: index }))
}

/** Tables of one FROM, those inside its joins counted one by one. */
function tablesOf(node: Node): readonly Place[] {
  const listed = itemsAt(node, 'sources').flatMap(leavesOf)
  const joins = itemsAt(node, 'joins')
  return joins.length + 1 > listed.length && joins.length > 0 ? [{ node, item: undefined }, ...joins] : listed
}

function leavesOf(place: Place): readonly Place[] {
  const join = isNode(place.node) && place.item === undefined ? place.node['join'] : undefined
  if (!isNode(join)) return [place]
  return [join['left'], join['right']].flatMap((side) =>
    leavesOf({ node: isNode(side) ? side : join, item: undefined }),
  )
}

/** Conditions of WHERE, HAVING and QUALIFY of one query: what AND, OR and NOT join. */
function filtersOf(node: Node): readonly Place[] {
  const filters = isNode(node['filters']) ? node['filters'] : {}
  const short = Object.keys(filters).flatMap((table) => itemsAt(filters, table))
  return [...short, ...[node['where'], node['having'], node['qualify']].flatMap(conditionsOf)]
}

function conditionsOf(clause: unknown): readonly Place[] {
  if (Array.isArray(clause)) return clause.map((_, index) => ({ node: clause, item: index }))
  if (!isNode(clause)) return []
  const isConnective = typeof clause['op'] === 'string' && ['and', 'or', 'not'].includes(clause['op'].toLowerCase())
  return isConnective ? listAt(clause, 'args').flatMap(conditionsOf) : [{ node: clause, item: undefined }]
}

/** The keys of one GROUP BY; those inside ROLLUP, CUBE and GROUPING SETS one by one. */
function groupsOf(node: Node): readonly Place[] {
  return itemsAt(node, 'group_by').flatMap(groupingKeys)
}

function groupingKeys(place: Place): readonly Place[] {
  const element = isNode(place.node) && place.item === undefined ? place.node : {}
  const key = ['rollup', 'cube', 'grouping_sets'].find((it) => it in element)
  if (key === undefined) return [place]
  return listAt(element, key).flatMap((part) => {
    if (Array.isArray(part)) return part.map((_, index) => ({ node: part, item: index }))
    return isNode(part) ? groupingKeys({ node: part, item: undefined }) : []
  })
}

/** A subquery in an expression or in FROM; WITH tables have a name, operands of UNION an operator. */
function isSubquery(node: Node): boolean {
  return 'subquery' in node || ('query' in node && !('name' in node) && !('op' in node))
}

/**
 * Aggregates other than count, sum, avg, min and max; DISTINCT, FILTER, ORDER BY or WITHIN GROUP in any aggregate;
 * ROLLUP, CUBE and GROUPING SETS.
 */
function isComplexAggregation(node: Node): boolean {
  if (['rollup', 'cube', 'grouping_sets', 'filter', 'within_group'].some((key) => key in node)) return true
  const written = node['fn'] ?? node['function']
  if (typeof written !== 'string' || 'over' in node) return false
  const name = aggregateBySqlName(written.toLowerCase().replace(/^pg_catalog\./, ''))
  if (name === undefined) return false
  return !PLAIN_AGGREGATES.has(name) || node['distinct'] === true || 'order_by' in node
}
