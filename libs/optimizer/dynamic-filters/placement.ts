import { unreachable } from '#core'
import { type ColumnId, type Expression, mapChildren, type OutputColumn, outputColumns, type PlanNode } from '#plan'
import { referenceTo } from '../expressions.ts'
import { filterOver } from '../nodes.ts'
import { identicalWhenEqual } from '../raising.ts'
import { outputIds } from '../subplans.ts'
import { keyColumn } from './key-columns.ts'

/** An input of a node, by its place among `childNodes`, and the column there that a filter can stand on instead. */
export interface Place {
  readonly child: number
  readonly column: ColumnId
}

/**
 * Where rows of a node that are thrown away above for a value of `column` can be kept away already: in none of its
 * inputs where that would change what is left of the others. Never below a LIMIT; below an aggregate or window only by
 * what all of it is grouped or partitioned by; on the side of an outer join that it keeps whole.
 */
export function placesBelow(node: PlanNode, column: ColumnId): readonly Place[] {
  switch (node.kind) {
    case 'filter':
    case 'sort':
      return [{ child: 0, column }]
    case 'project':
      return placeOf(node.expressions.find((named) => named.column.id === column)?.expression)
    case 'aggregate':
      return node.groupingSets === null
        ? placeOf(node.groups.find((group) => group.column.id === column)?.expression)
        : []
    case 'window':
      return isPartitionKey(node.calls, column) ? [{ child: 0, column }] : []
    case 'join':
      switch (node.type) {
        case 'inner':
        case 'cross':
          return sideOf(node.left, column) ?? sideOf(node.right, column, 1) ?? []
        case 'left':
        case 'semi':
        case 'anti':
          return sideOf(node.left, column) ?? []
        case 'right':
          return sideOf(node.right, column, 1) ?? []
        case 'full':
          return []
      }
      return unreachable(node)
    case 'lateral_join':
      return sideOf(node.left, column) ?? []
    case 'set_operation': {
      const position = node.columns.findIndex(({ id }) => id === column)
      // What the right side of EXCEPT takes away must stay, or the left side keeps it.
      const sides = node.operation === 'except' ? [node.left] : [node.left, node.right]
      return sides.flatMap((side, child) =>
        outputIds(side)
          .slice(position, position + 1)
          .map((id) => ({ child, column: id })),
      )
    }
    case 'with':
      return [{ child: 1, column }]
    case 'recursive_with':
      return [{ child: 2, column }]
    case 'limit':
    case 'scan':
    case 'values':
    case 'table_function':
    case 'cte_reference':
    case 'remote_query':
      return []
    default:
      return unreachable(node)
  }
}

function placeOf(expression: Expression | undefined): readonly Place[] {
  const column = expression === undefined ? undefined : keyColumn(expression)
  return column === undefined ? [] : [{ child: 0, column: column.id }]
}

function sideOf(side: PlanNode, column: ColumnId, child = 0): readonly Place[] | undefined {
  return outputIds(side).includes(column) ? [{ child, column }] : undefined
}

function isPartitionKey(calls: Extract<PlanNode, { kind: 'window' }>['calls'], column: ColumnId): boolean {
  return calls.every(({ call }) =>
    call.partitionBy.some((key) => key.kind === 'column' && key.id === column && identicalWhenEqual(key.type)),
  )
}

/** The plan with the condition that a column is among the keys of a dynamic filter, as deep as it may stand. */
export function sinkKeys(node: PlanNode, column: ColumnId, filter: number): PlanNode {
  const places = placesBelow(node, column)
  if (places.length === 0) {
    const tested = outputColumns(node).filter(({ id }) => id === column)
    return filterOver(
      node,
      tested.map((it) => keyTest(it, filter)),
    )
  }
  let child = 0
  return mapChildren(node, (input) => {
    const place = places.find((other) => other.child === child)
    child += 1
    return place === undefined ? input : sinkKeys(input, place.column, filter)
  })
}

function keyTest(column: OutputColumn, dynamicFilter: number): Expression {
  return { kind: 'in', argument: referenceTo(column), items: [], negated: false, dynamicFilter }
}
