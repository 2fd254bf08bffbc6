import { QueryError } from '#core'
import {
  type AggregateCall,
  type Expression,
  type FunctionCall,
  type Join,
  outputColumns,
  type PlanNode,
  type SortKey,
} from '#plan'

export type Value = number | string | boolean | null
export type Row = Readonly<Record<string, Value>>
/** Rows of each table by `connection.table`, columns by id. */
export type Tables = Readonly<Record<string, readonly Row[]>>

/** The rows a plan stands for, worked out node by node from the definitions alone; a fetched table loses its order. */
export function evaluate(
  node: PlanNode,
  tables: Tables,
  definitions: ReadonlyMap<string, PlanNode> = new Map(),
): Row[] {
  const rowsOf = (input: PlanNode): Row[] => evaluate(input, tables, definitions)
  switch (node.kind) {
    case 'scan':
      return (tables[`${node.table.connection}.${node.table.table}`] ?? []).map((row) => pick(row, node))
    case 'values':
      return node.rows.map((row) =>
        Object.fromEntries(node.columns.map(({ id }, index) => [id, scalar(row[index], {})])),
      )
    case 'filter':
      return rowsOf(node.input).filter((row) => scalar(node.predicate, row) === true)
    case 'project':
      return rowsOf(node.input).map((row) =>
        Object.fromEntries(node.expressions.map(({ column, expression }) => [column.id, scalar(expression, row)])),
      )
    case 'join':
      return joined(node, rowsOf(node.left), rowsOf(node.right))
    case 'aggregate': {
      const groups = new Map<string, Row[]>(node.groups.length === 0 ? [['[]', []]] : [])
      for (const row of rowsOf(node.input)) {
        const key = JSON.stringify(node.groups.map(({ expression }) => scalar(expression, row)))
        groups.set(key, [...(groups.get(key) ?? []), row])
      }
      return [...groups].map(([key, members]) => ({
        ...Object.fromEntries(
          node.groups.map(({ column }, index) => [column.id, (JSON.parse(key) as Value[])[index] ?? null]),
        ),
        ...Object.fromEntries(node.aggregates.map(({ column, call }) => [column.id, aggregated(call, members)])),
      }))
    }
    case 'sort':
      return rowsOf(node.input).toSorted((a, b) => compareByKeys(node.keys, a, b))
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
      return evaluate(node.body, tables, new Map([...definitions, [node.name, node.definition]]))
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
    case 'window':
      throw new QueryError('INTERNAL', 'The test evaluator has no window functions.')
  }
}

function pick(row: Row, node: PlanNode): Row {
  return Object.fromEntries(outputColumns(node).map(({ id }) => [id, row[id] ?? null]))
}

function joined(join: Join, left: readonly Row[], right: readonly Row[]): Row[] {
  const matches = (a: Row, b: Row): boolean =>
    join.condition === null || scalar(join.condition, { ...a, ...b }) === true
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

function aggregated(call: AggregateCall, rows: readonly Row[]): Value {
  const [argument] = call.arguments
  const values = rows.map((row) => (argument === undefined ? 1 : scalar(argument, row))).filter((it) => it !== null)
  const numbers = values.map(Number)
  if (call.function === 'count') return values.length
  if (values.length === 0) return null
  if (call.function === 'sum') return numbers.reduce((sum, value) => sum + value, 0)
  return call.function === 'min' ? Math.min(...numbers) : Math.max(...numbers)
}

function compareByKeys(keys: readonly SortKey[], a: Row, b: Row): number {
  for (const { expression } of keys) {
    const [x, y] = [scalar(expression, a), scalar(expression, b)]
    if (x === y) continue
    if (x === null) return 1
    if (y === null) return -1
    return x < y ? -1 : 1
  }
  return 0
}

function scalar(expression: Expression | undefined, row: Row): Value {
  switch (expression?.kind) {
    case 'column':
      return row[expression.id] ?? null
    case 'literal':
      if (expression.value === null) return null
      if (expression.type.kind === 'boolean') return expression.value === 'true'
      return expression.type.kind === 'string' ? expression.value : Number(expression.value)
    case 'in': {
      const argument = scalar(expression.argument, row)
      const items = expression.items.map((item) => scalar(item, row))
      if (argument !== null && items.includes(argument)) return !expression.negated
      return argument === null || items.includes(null) ? null : expression.negated
    }
    case 'call':
      return called(expression, row)
    default:
      throw new QueryError('INTERNAL', `The test evaluator has no ${expression?.kind ?? 'missing expression'}.`)
  }
}

function called(call: FunctionCall, row: Row): Value {
  const values = call.arguments.map((argument) => scalar(argument, row))
  const [a = null, b = null] = values
  switch (call.function) {
    case 'and':
      return values.includes(false) ? false : values.includes(null) ? null : true
    case 'or':
      return values.includes(true) ? true : values.includes(null) ? null : false
    case 'is_null':
      return a === null
    case 'is_not_null':
      return a !== null
    case 'is_true':
      return a === true
    case 'is_not_true':
      return a !== true
    case 'coalesce':
      return a ?? b
    case 'is_not_distinct_from':
      return a === b
    default:
      if (values.includes(null)) return null
  }
  switch (call.function) {
    case 'not':
      return a !== true
    case 'eq':
      return a === b
    case 'ne':
      return a !== b
    case 'lt':
      return Number(a) < Number(b)
    case 'ge':
      return Number(a) >= Number(b)
    case 'add':
      return Number(a) + Number(b)
    case 'negate':
      return -Number(a)
    default:
      throw new QueryError('INTERNAL', `The test evaluator has no ${call.function}.`)
  }
}
