import { type ColumnId, type OutputColumn, outputColumns, type PlanNode, type RemoteQuery, type Scan } from '#plan'
import { outputIds } from '../subplans.ts'
import { keyColumn } from './key-columns.ts'

/** The WITH queries that are visible at a place of the plan. */
export type Definitions = ReadonlyMap<string, PlanNode>

/** A column of fetched rows: every value that stands in its place above is among its own. */
export interface KeySource {
  readonly remote: RemoteQuery
  readonly column: OutputColumn
}

/** The fetched column from which all values of a node's column come, NULLs aside. */
export function keySource(node: PlanNode, id: ColumnId, definitions: Definitions): KeySource | undefined {
  const origin = originOf(node, id, definitions)
  return origin?.node.kind === 'remote_query' ? { remote: origin.node, column: origin.column } : undefined
}

/**
 * The leaf and its column from which all values of a node's column come, NULLs aside. It may hold more: nothing on the
 * way changes a value, whatever it does with rows.
 */
export function originOf(
  node: PlanNode,
  id: ColumnId,
  definitions: Definitions,
): { readonly node: RemoteQuery | Scan; readonly column: OutputColumn } | undefined {
  switch (node.kind) {
    case 'scan':
    case 'remote_query': {
      const column = outputColumns(node).find((output) => output.id === id)
      return column === undefined ? undefined : { node, column }
    }
    case 'filter':
    case 'sort':
    case 'limit':
    case 'window':
      return originOf(node.input, id, definitions)
    case 'project':
      return renamed(node.input, node.expressions, id, definitions)
    case 'aggregate':
      return renamed(node.input, node.groups, id, definitions)
    case 'join':
      return originOf(outputIds(node.left).includes(id) ? node.left : node.right, id, definitions)
    case 'lateral_join':
      return originOf(node.left, id, definitions)
    case 'set_operation': {
      if (node.operation === 'union') return undefined
      const position = node.columns.findIndex((column) => column.id === id)
      const left = outputIds(node.left)[position]
      return left === undefined ? undefined : originOf(node.left, left, definitions)
    }
    case 'with':
      return originOf(node.body, id, new Map([...definitions, [node.name, node.definition]]))
    case 'cte_reference': {
      const definition = definitions.get(node.name)
      const position = node.columns.findIndex((column) => column.id === id)
      const inner = definition === undefined ? undefined : outputIds(definition)[position]
      return definition === undefined || inner === undefined ? undefined : originOf(definition, inner, definitions)
    }
    case 'recursive_with':
      return originOf(node.body, id, hiding(definitions, node.name))
    case 'values':
    case 'table_function':
      return undefined
  }
}

/** The definitions without the one a recursive query hides: its rows are not those of one plan. */
export function hiding(definitions: Definitions, name: string): Definitions {
  return new Map([...definitions].filter(([other]) => other !== name))
}

function renamed(
  input: PlanNode,
  named: Extract<PlanNode, { kind: 'project' }>['expressions'],
  id: ColumnId,
  definitions: Definitions,
): ReturnType<typeof originOf> {
  const expression = named.find(({ column }) => column.id === id)?.expression
  const column = expression === undefined ? undefined : keyColumn(expression)
  return column === undefined ? undefined : originOf(input, column.id, definitions)
}
