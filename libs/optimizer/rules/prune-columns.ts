import { isFloat, isInteger } from '#arrow'
import { unreachable } from '#core'
import {
  type Aggregate,
  type ColumnId,
  type Expression,
  type NamedExpression,
  outputColumns,
  type PlanNode,
  type Project,
  type RemoteQuery,
  type Scan,
  type ScanColumn,
  type SetOperation,
  type Window,
} from '#plan'
import { freeColumns } from '../expressions.ts'
import { union } from '../id-sets.ts'
import { exactly, isPassThrough } from '../nodes.ts'
import { raises } from '../raising.ts'
import { freeColumnsOfPlan, nodeExpressions, outputIds } from '../subplans.ts'
import type { Rule } from './rule.ts'

type Required = ReadonlySet<ColumnId>

const NONE: Required = new Set()

/** Drops every column, expression and aggregate that nothing above uses; the plan's own columns and their order stay. */
export const pruneColumns: Rule = {
  name: 'prune-columns',
  apply: (plan) => pruneTo(plan, (remote) => remote),
}

/** What to do with a RemoteQuery of which only some columns are used. */
export type PruneRemote = (remote: RemoteQuery, required: Required) => RemoteQuery

/** The plan with the columns it has, and nothing computed in vain below them. */
export function pruneTo(plan: PlanNode, pruneRemote: PruneRemote): PlanNode {
  return keepAll(plan, pruneRemote)
}

/** The plan reduced to what makes the given columns: those at least, in any order. */
export function pruneBelow(plan: PlanNode, required: Required, pruneRemote: PruneRemote): PlanNode {
  switch (plan.kind) {
    case 'scan':
      return pruneScan(plan, required)
    case 'values':
    case 'cte_reference':
    case 'table_function':
      return plan
    case 'remote_query':
      return pruneRemote(plan, required)
    case 'filter':
    case 'sort':
      return { ...plan, input: pruneBelow(plan.input, used(required, nodeExpressions(plan)), pruneRemote) }
    case 'limit':
      return { ...plan, input: pruneBelow(plan.input, required, pruneRemote) }
    case 'project':
      if (plan.expressions.length > 0 && isPassThrough(plan)) return pruneBelow(plan.input, required, pruneRemote)
      return pruneProject(plan, required, pruneRemote)
    case 'aggregate':
      return pruneAggregate(plan, required, pruneRemote)
    case 'window':
      return pruneWindow(plan, required, pruneRemote)
    case 'join': {
      const needed = used(required, nodeExpressions(plan))
      const left = pruneBelow(plan.left, needed, pruneRemote)
      return { ...plan, left, right: pruneBelow(plan.right, needed, pruneRemote) }
    }
    case 'lateral_join': {
      const needed = used(required, nodeExpressions(plan))
      const right = pruneBelow(plan.right, needed, pruneRemote)
      return { ...plan, left: pruneBelow(plan.left, union(needed, freeColumnsOfPlan(right)), pruneRemote), right }
    }
    case 'set_operation':
      return pruneSetOperation(plan, required, pruneRemote)
    case 'with': {
      const definition = keepAll(plan.definition, pruneRemote)
      return { ...plan, definition, body: pruneBelow(plan.body, required, pruneRemote) }
    }
    case 'recursive_with': {
      const [base, step] = [keepAll(plan.base, pruneRemote), keepAll(plan.step, pruneRemote)]
      return { ...plan, base, step, body: pruneBelow(plan.body, required, pruneRemote) }
    }
    default:
      return unreachable(plan)
  }
}

/** For plans whose columns count by position. */
function keepAll(plan: PlanNode, pruneRemote: PruneRemote): PlanNode {
  return exactly(pruneBelow(plan, new Set(outputIds(plan)), pruneRemote), outputColumns(plan))
}

function pruneProject(node: Project, required: Required, pruneRemote: PruneRemote): PlanNode {
  const wanted = node.expressions.filter(({ column }) => required.has(column.id))
  const pruned = { ...node, expressions: wanted.length > 0 ? wanted : oneHarmless(node.expressions) }
  return { ...pruned, input: pruneBelow(node.input, used(NONE, nodeExpressions(pruned)), pruneRemote) }
}

function pruneAggregate(node: Aggregate, required: Required, pruneRemote: PruneRemote): PlanNode {
  const wanted = node.aggregates.filter(({ column }) => required.has(column.id))
  const aggregates = wanted.length > 0 || node.groups.length > 0 ? wanted : node.aggregates.slice(0, 1)
  const pruned = { ...node, aggregates }
  return { ...pruned, input: pruneBelow(node.input, used(NONE, nodeExpressions(pruned)), pruneRemote) }
}

function pruneWindow(node: Window, required: Required, pruneRemote: PruneRemote): PlanNode {
  const calls = node.calls.filter(({ column }) => required.has(column.id))
  if (calls.length === 0) return pruneBelow(node.input, required, pruneRemote)
  const pruned = { ...node, calls }
  return { ...pruned, input: pruneBelow(node.input, used(required, nodeExpressions(pruned)), pruneRemote) }
}

/** Without ALL, and in INTERSECT and EXCEPT, every column decides which rows are equal. */
function pruneSetOperation(node: SetOperation, required: Required, pruneRemote: PruneRemote): PlanNode {
  const bag = node.operation === 'union' && node.all
  const wanted = bag ? node.columns.filter((column) => required.has(column.id)) : node.columns
  const columns = wanted.length > 0 ? wanted : node.columns.slice(0, 1)
  const positions = columns.map((column) => node.columns.indexOf(column))
  const side = (input: PlanNode): PlanNode => {
    const outputs = outputColumns(input)
    const kept = positions.flatMap((position) => outputs[position] ?? [])
    return exactly(pruneBelow(input, new Set(kept.map((column) => column.id)), pruneRemote), kept)
  }
  return { ...node, left: side(node.left), right: side(node.right), columns }
}

function used(required: Required, expressions: readonly Expression[]): Required {
  return expressions.reduce<Required>((ids, expression) => union(ids, freeColumns(expression)), required)
}

/** A node of no columns would lose its row count on the way, so one stays: one that cannot raise, if there is one. */
function oneHarmless(expressions: readonly NamedExpression[]): readonly NamedExpression[] {
  const harmless = expressions.find(({ expression }) => !raises(expression))
  return harmless === undefined ? expressions.slice(0, 1) : [harmless]
}

function pruneScan(scan: Scan, required: Required): Scan {
  const columns = scan.columns.filter((column) => required.has(column.id))
  if (columns.length > 0) return columns.length === scan.columns.length ? scan : { ...scan, columns }
  const narrowest = scan.columns.toSorted((a, b) => width(a) - width(b)).slice(0, 1)
  return { ...scan, columns: narrowest }
}

function width(column: ScanColumn): number {
  if (column.type.kind === 'boolean') return 0
  if (isInteger(column.type)) return 1
  return isFloat(column.type) || column.type.kind === 'date' ? 2 : 3
}
