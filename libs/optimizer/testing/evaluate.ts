import { QueryError } from '#core'
import { type AggregateCall, type Join, outputColumns, type PlanNode, type SortKey } from '#plan'
import { type Row, type Scope, scalar, type Value } from './evaluate-expression.ts'

/** Rows of each table by `connection.table`, columns by id. */
export type Tables = Readonly<Record<string, readonly Row[]>>

/** The rows a plan stands for, worked out node by node from the definitions alone; a fetched table loses its order. */
export function evaluate(
  node: PlanNode,
  tables: Tables,
  definitions: ReadonlyMap<string, PlanNode> = new Map(),
  outer: Row = {},
): Row[] {
  const scope: Scope = { outer, rowsOf: (plan, row) => evaluate(plan, tables, definitions, row) }
  const rowsOf = (input: PlanNode): Row[] => evaluate(input, tables, definitions, outer)
  switch (node.kind) {
    case 'scan':
      return (tables[`${node.table.connection}.${node.table.table}`] ?? []).map((row) =>
        Object.fromEntries(node.columns.map(({ id, name }) => [id, row[name] ?? null])),
      )
    case 'values':
      return node.rows.map((row) =>
        Object.fromEntries(node.columns.map(({ id }, index) => [id, scalar(row[index], {}, scope)])),
      )
    case 'filter':
      return rowsOf(node.input).filter((row) => scalar(node.predicate, row, scope) === true)
    case 'project':
      return rowsOf(node.input).map((row) =>
        Object.fromEntries(
          node.expressions.map(({ column, expression }) => [column.id, scalar(expression, row, scope)]),
        ),
      )
    case 'join':
      return joined(node, rowsOf(node.left), rowsOf(node.right), scope)
    case 'aggregate': {
      const groups = new Map<string, Row[]>(node.groups.length === 0 ? [['[]', []]] : [])
      for (const row of rowsOf(node.input)) {
        const key = JSON.stringify(node.groups.map(({ expression }) => scalar(expression, row, scope)))
        groups.set(key, [...(groups.get(key) ?? []), row])
      }
      return [...groups].map(([key, members]) => ({
        ...Object.fromEntries(
          node.groups.map(({ column }, index) => [column.id, (JSON.parse(key) as Value[])[index] ?? null]),
        ),
        ...Object.fromEntries(node.aggregates.map(({ column, call }) => [column.id, aggregated(call, members, scope)])),
      }))
    }
    case 'sort':
      return rowsOf(node.input).toSorted((a, b) => compareByKeys(node.keys, a, b, scope))
    case 'limit':
      return rowsOf(node.input).slice(node.offset, node.limit === null ? undefined : node.offset + node.limit)
    case 'set_operation': {
      const renamed = (input: PlanNode): Row[] => {
        const ids = outputColumns(input).map(({ id }) => id)
        return rowsOf(input).map((row) =>
          Object.fromEntries(node.columns.map(({ id }, index) => [id, row[ids[index] ?? ''] ?? null])),
        )
      }
      return combined(node.operation, renamed(node.left), renamed(node.right), node.all)
    }
    case 'with':
      return evaluate(node.body, tables, new Map([...definitions, [node.name, node.definition]]), outer)
    case 'cte_reference': {
      const definition = definitions.get(node.name)
      if (definition === undefined) throw new QueryError('INTERNAL', `No WITH ${node.name} in this test's plan.`)
      const ids = outputColumns(definition).map(({ id }) => id)
      return rowsOf(definition).map((row) =>
        Object.fromEntries(node.columns.map(({ id }, index) => [id, row[ids[index] ?? ''] ?? null])),
      )
    }
    case 'remote_query':
      // Any order, and every row that a looser filter may let through.
      return evaluate(node.plan, tables).toReversed()
    case 'lateral_join':
    case 'table_function':
    case 'recursive_with':
    case 'window':
      throw new QueryError('INTERNAL', `The test evaluator has no ${node.kind}.`)
  }
}

function pick(row: Row, node: PlanNode): Row {
  return Object.fromEntries(outputColumns(node).map(({ id }) => [id, row[id] ?? null]))
}

function joined(join: Join, left: readonly Row[], right: readonly Row[], scope: Scope): Row[] {
  const matches = (a: Row, b: Row): boolean =>
    join.condition === null || scalar(join.condition, { ...a, ...b }, scope) === true
  const pad = (side: PlanNode): Row => pick({}, side)
  if (join.type === 'semi') return left.filter((a) => right.some((b) => matches(a, b)))
  if (join.type === 'anti') return left.filter((a) => !right.some((b) => matches(a, b)))
  const rows: Row[] = left.flatMap((a) => right.filter((b) => matches(a, b)).map((b) => ({ ...a, ...b })))
  if (join.type === 'left' || join.type === 'full') {
    rows.push(...left.filter((a) => !right.some((b) => matches(a, b))).map((a) => ({ ...a, ...pad(join.right) })))
  }
  if (join.type === 'right' || join.type === 'full') {
    rows.push(...right.filter((b) => !left.some((a) => matches(a, b))).map((b) => ({ ...pad(join.left), ...b })))
  }
  return rows
}

function combined(operation: 'union' | 'intersect' | 'except', left: Row[], right: Row[], all: boolean): Row[] {
  const keys = right.map((row) => JSON.stringify(row))
  const take = (row: Row): boolean => {
    const index = keys.indexOf(JSON.stringify(row))
    if (index >= 0 && all) keys.splice(index, 1)
    return index >= 0
  }
  const rows =
    operation === 'union'
      ? [...left, ...right]
      : left.filter((row) => (operation === 'intersect' ? take(row) : !take(row)))
  return all ? rows : [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
}

function aggregated(call: AggregateCall, rows: readonly Row[], scope: Scope): Value {
  const [argument] = call.arguments
  const values = rows
    .map((row) => (argument === undefined ? 1 : scalar(argument, row, scope)))
    .filter((it) => it !== null)
  const numbers = values.map(Number)
  if (call.function === 'count') return values.length
  if (values.length === 0) return null
  const sum = numbers.reduce((total, value) => total + value, 0)
  if (call.function === 'sum') return sum
  if (call.function === 'avg') return sum / numbers.length
  return call.function === 'min' ? Math.min(...numbers) : Math.max(...numbers)
}

function compareByKeys(keys: readonly SortKey[], a: Row, b: Row, scope: Scope): number {
  for (const { expression } of keys) {
    const [x, y] = [scalar(expression, a, scope), scalar(expression, b, scope)]
    if (x === y) continue
    if (x === null) return 1
    if (y === null) return -1
    return x < y ? -1 : 1
  }
  return 0
}
