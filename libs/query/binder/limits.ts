import type { FailureCode, Problem } from '#core'
import { aggregateBySqlName } from '#plan'
import type { QueryRequest } from '../query-request.ts'
import type { BindContext } from './context.ts'

type Node = Readonly<Record<string, unknown>>

const STATISTICAL = new Set(['stddev_samp', 'stddev_pop', 'var_samp', 'var_pop'])

/**
 * Every limit of the configuration that a request exceeds. Reads the JSON by its keys alone, so that it can speak of
 * all limits at once, before any name is known.
 */
export function limitProblems(request: QueryRequest, context: BindContext): readonly Problem[] {
  const { config, locator } = context
  const nodes = nodesOf(request)
  const problems: Problem[] = []
  const report = (code: FailureCode, message: string, node: object): void => {
    const position = locator.locate(node)
    problems.push({ code, message, ...(position === undefined ? {} : { position }) })
  }
  const atMost = (count: number, limit: number, what: string, key: string, node: object): void => {
    if (count > limit) report('LIMIT_EXCEEDED', `The query has ${count} ${what}; ${key} allows ${limit}.`, node)
  }
  const enabled = (isEnabled: boolean, found: object | undefined, what: string, key: string): void => {
    if (!isEnabled && found !== undefined) report('UNSUPPORTED', `${what} are switched off by ${key}.`, found)
  }
  const largest = (count: (node: Node) => number): readonly [Node, number] =>
    nodes.map((node): readonly [Node, number] => [node, count(node)]).reduce((a, b) => (b[1] > a[1] ? b : a))

  const [joinNode, tables] = largest(tablesOf)
  atMost(tables, config.maxJoinTables, 'tables in one FROM', 'max_join_tables', joinNode)
  const filters = nodes.reduce((sum, node) => sum + filtersOf(node), 0)
  atMost(filters, config.maxFilterConditions, 'filter conditions', 'max_filter_conditions', request)
  const [groupNode, groups] = largest((node) => listAt(node, 'group_by').length)
  atMost(groups, config.maxGroupByColumns, 'GROUP BY columns', 'max_group_by_columns', groupNode)
  enabled(
    config.enableCte,
    nodes.find((node) => 'with' in node),
    'WITH tables',
    'enable_cte',
  )
  enabled(config.enableSubqueries, nodes.find(isSubquery), 'Subqueries', 'enable_subqueries')
  enabled(
    config.enableWindowFunctions,
    nodes.find((node) => 'over' in node),
    'Window functions',
    'enable_window_functions',
  )
  const complex = nodes.find(isComplexAggregation)
  enabled(config.enableComplexAggregations, complex, 'Complex aggregations', 'enable_complex_aggregations')
  return problems
}

/** Every object in the request, the values of parameters left out. */
function nodesOf(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  if (!isNode(value)) return []
  const children = Object.entries(value).flatMap(([key, child]) => (key === 'parameters' ? [] : nodesOf(child)))
  return [value, ...children]
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listAt(node: Node, key: string): readonly unknown[] {
  const value = node[key]
  return Array.isArray(value) ? value : []
}

/** Tables of one FROM, those inside its joins counted one by one. */
function tablesOf(node: Node): number {
  const listed = listAt(node, 'sources').reduce<number>((sum, item) => sum + leavesOf(item), 0)
  return Math.max(listed, listAt(node, 'joins').length === 0 ? 0 : listAt(node, 'joins').length + 1)
}

function leavesOf(item: unknown): number {
  const join = isNode(item) ? item['join'] : undefined
  return isNode(join) ? leavesOf(join['left']) + leavesOf(join['right']) : 1
}

/** Conditions of WHERE, HAVING and QUALIFY of one query: what AND, OR and NOT join. */
function filtersOf(node: Node): number {
  const filters = isNode(node['filters'])
    ? Object.values(node['filters']).flatMap((it) => (Array.isArray(it) ? it : []))
    : []
  const clauses = [node['where'], node['having'], node['qualify']]
  return filters.length + clauses.reduce<number>((sum, clause) => sum + conditionsOf(clause), 0)
}

function conditionsOf(clause: unknown): number {
  if (Array.isArray(clause)) return clause.length
  if (!isNode(clause)) return 0
  const isConnective = typeof clause['op'] === 'string' && ['and', 'or', 'not'].includes(clause['op'].toLowerCase())
  return isConnective ? listAt(clause, 'args').reduce<number>((sum, arg) => sum + conditionsOf(arg), 0) : 1
}

/** A subquery in an expression or in FROM; WITH tables have a name, operands of UNION an operator. */
function isSubquery(node: Node): boolean {
  return 'subquery' in node || ('query' in node && !('name' in node) && !('op' in node))
}

/** HAVING, aggregates with DISTINCT, FILTER or WITHIN GROUP, statistical aggregates and grouping sets. */
function isComplexAggregation(node: Node): boolean {
  if (['having', 'filter', 'within_group', 'rollup', 'cube', 'grouping_sets'].some((key) => key in node)) return true
  const name = node['fn'] ?? node['function']
  if (typeof name !== 'string') return false
  return node['distinct'] === true || STATISTICAL.has(aggregateBySqlName(name.toLowerCase()) ?? '')
}
