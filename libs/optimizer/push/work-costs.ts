import {
  type Aggregate,
  type Expression,
  hasSubquery,
  leadsIndex,
  outputColumns,
  type PlanNode,
  type SourceCosts,
} from '#plan'
import { estimateRowBytes, estimateRows } from '../estimates.ts'
import { freeColumns } from '../expressions.ts'
import { childNodes, nodeExpressions } from '../subplans.ts'
import { joinCost } from './join-costs.ts'
import { nameIn, tableBelow } from './table-below.ts'

/** Nanoseconds of one core in the engine; null stands for what depends on a table of unknown size. */
export const ENGINE = {
  /** A kernel for a query that would need none otherwise, and one more statement at a source. */
  start: 20e6,
  statement: 3e6,
  expression: 6,
  groupRow: 25,
  group: 60,
  joinRow: 45,
  compare: 8,
} as const

/** What a source needs to send the rows of a plan and the engine to have them, without making them. */
export function sendCost(plan: PlanNode, costs: SourceCosts): number | null {
  const rows = estimateRows(plan)
  if (rows === null) return null
  const values = outputColumns(plan).length
  return rows * (costs.sendRow + values * costs.sendValue + estimateRowBytes(plan) * costs.sendByte)
}

/** What one node takes in the engine, its inputs apart. */
export function engineCost(node: PlanNode): number | null {
  const inputs = childNodes(node).map(estimateRows)
  if (inputs.includes(null)) return null
  const rows = inputs.reduce<number>((sum, count) => sum + (count ?? 0), 0)
  const computed = rows * computedIn(node) * ENGINE.expression
  switch (node.kind) {
    case 'aggregate':
      return computed + rows * ENGINE.groupRow + (estimateRows(node) ?? rows) * ENGINE.group
    case 'join':
      return computed + rows * ENGINE.joinRow
    case 'sort':
    case 'window':
      return computed + rows * Math.log2(Math.max(2, rows)) * ENGINE.compare
    default:
      return computed
  }
}

/** What a source needs to make the rows of a plan; null where it keeps no statistics of a table, or none that tell. */
export function sourceCost(node: PlanNode, costs: SourceCosts): number | null {
  const rows = estimateRows(node)
  if (rows === null) return null
  if (node.kind === 'scan') return node.statistics === undefined ? null : rows * costs.scanRow
  if (node.kind === 'join') return joinCost(node, (side) => sourceCost(side, costs), costs)
  const inputs = childNodes(node)
  const below = sumOf(inputs.map((input) => sourceCost(input, costs)))
  const read = sumOf(inputs.map(estimateRows))
  if (below === null || read === null || nodeExpressions(node).some(hasSubquery)) return null
  const computed = read * computedIn(node) * costs.expression
  switch (node.kind) {
    case 'filter':
      return Math.min(below, indexedCost(node.input, node.predicate, rows, costs)) + computed
    case 'project':
    case 'limit':
      return below + computed
    case 'aggregate':
      return below + computed + groupCost(node, read, rows, costs)
    case 'sort':
    case 'window':
      return below + computed + read * Math.log2(Math.max(2, read)) * costs.compare
    case 'set_operation':
      return below + (node.operation === 'union' && node.all ? 0 : read * costs.groupRow)
    default:
      return null
  }
}

function groupCost(node: Aggregate, read: number, groups: number, costs: SourceCosts): number {
  if (node.groups.length === 0) return 0
  if (comesInOrder(node)) return read * costs.orderedGroupRow
  return read * costs.groupRow + groups * costs.group
}

/** The expressions a node computes for each row; plain columns cost nothing. */
function computedIn(node: PlanNode): number {
  return nodeExpressions(node).reduce((sum, expression) => sum + operationsIn(expression), 0)
}

function operationsIn(expression: Expression): number {
  switch (expression.kind) {
    case 'column':
    case 'literal':
    case 'subquery':
      return 0
    case 'call':
      return 1 + total(expression.arguments)
    case 'cast':
      return operationsIn(expression.argument)
    case 'in':
      return 1 + operationsIn(expression.argument)
    case 'case':
      return (
        1 + total(expression.branches.flatMap(({ when, then }) => [when, then])) + operationsIn(expression.otherwise)
      )
    case 'aggregate':
    case 'window':
      return 1 + total(expression.arguments)
  }
}

function total(expressions: readonly Expression[]): number {
  return expressions.reduce((sum, part) => sum + operationsIn(part), 0)
}

function sumOf(parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0)
}

/** True where the groups are the first columns of the index in whose order the rows lie: no group is looked for. */
function comesInOrder({ input, groups }: Aggregate): boolean {
  const scan = tableBelow(input)
  const clustered = scan?.statistics?.indexes.find((index) => index.clustered)
  if (scan === undefined || clustered === undefined) return false
  const names = new Set(
    groups.map(({ expression }) => (expression.kind === 'column' ? nameIn(scan, expression.id) : '')),
  )
  return (
    clustered.columns.slice(0, names.size).every((name) => names.has(name)) && names.size <= clustered.columns.length
  )
}

/** Reading the few rows that conditions keep by an index, where one leads with a column of theirs. */
function indexedCost(input: PlanNode, predicate: Expression, rows: number, costs: SourceCosts): number {
  if (input.kind !== 'scan') return Number.POSITIVE_INFINITY
  const names = [...freeColumns(predicate)].map((id) => nameIn(input, id))
  const isLed = names.some((name) => leadsIndex(input.statistics, name))
  return isLed ? (1 + rows) * costs.lookup : Number.POSITIVE_INFINITY
}
