import { unreachable } from '#core'
import type { OutputColumn, PlanNode } from './node.ts'

/** The columns a node produces, in order. */
export function outputColumns(node: PlanNode): readonly OutputColumn[] {
  switch (node.kind) {
    case 'scan':
    case 'values':
    case 'set_operation':
    case 'cte_reference':
      return node.columns
    case 'table_function':
      return [...node.calls.flatMap((call) => call.columns), ...(node.ordinality === null ? [] : [node.ordinality])]
    case 'filter':
    case 'sort':
    case 'limit':
      return outputColumns(node.input)
    case 'project':
      return node.expressions.map((named) => named.column)
    case 'join':
      return joinColumns(node)
    case 'lateral_join': {
      const right = outputColumns(node.right)
      return [...outputColumns(node.left), ...(node.type === 'left' ? right.map(asNullable) : right)]
    }
    case 'aggregate':
      return [...node.groups, ...node.aggregates].map((named) => named.column)
    case 'window':
      return [...outputColumns(node.input), ...node.calls.map((named) => named.column)]
    case 'with':
    case 'recursive_with':
      return outputColumns(node.body)
    case 'remote_query':
      return outputColumns(node.plan)
    default:
      return unreachable(node)
  }
}

function joinColumns(join: Extract<PlanNode, { kind: 'join' }>): readonly OutputColumn[] {
  const left = outputColumns(join.left)
  const right = outputColumns(join.right)
  switch (join.type) {
    case 'semi':
    case 'anti':
      return left
    case 'left':
      return [...left, ...right.map(asNullable)]
    case 'right':
      return [...left.map(asNullable), ...right]
    case 'full':
      return [...left, ...right].map(asNullable)
    case 'inner':
    case 'cross':
      return [...left, ...right]
    default:
      return unreachable(join.type)
  }
}

function asNullable(column: OutputColumn): OutputColumn {
  return column.nullable ? column : { ...column, nullable: true }
}

/** The node with every input replaced by `map(input)`; the same object when nothing changed. Enters no RemoteQuery. */
export function mapChildren(node: PlanNode, map: (child: PlanNode) => PlanNode): PlanNode {
  switch (node.kind) {
    case 'scan':
    case 'values':
    case 'cte_reference':
    case 'table_function':
    case 'remote_query':
      return node
    case 'filter':
    case 'project':
    case 'aggregate':
    case 'window':
    case 'sort':
    case 'limit': {
      const input = map(node.input)
      return input === node.input ? node : { ...node, input }
    }
    case 'join':
    case 'lateral_join':
    case 'set_operation': {
      const left = map(node.left)
      const right = map(node.right)
      return left === node.left && right === node.right ? node : { ...node, left, right }
    }
    case 'with': {
      const definition = map(node.definition)
      const body = map(node.body)
      return definition === node.definition && body === node.body ? node : { ...node, definition, body }
    }
    case 'recursive_with': {
      const [base, step, body] = [map(node.base), map(node.step), map(node.body)]
      const same = base === node.base && step === node.step && body === node.body
      return same ? node : { ...node, base, step, body }
    }
    default:
      return unreachable(node)
  }
}
