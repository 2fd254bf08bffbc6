import { typeName } from '#arrow'
import { unreachable } from '#core'
import type { Expression, PlanNode, SortKey, WindowFrame } from '#plan'

/** A plan as indented text, one node a line: what tests compare. */
export function printPlan(node: PlanNode): string {
  return lines(node, 0).join('\n')
}

function lines(node: PlanNode, depth: number): readonly string[] {
  return [`${'  '.repeat(depth)}${head(node)}`, ...inputs(node).flatMap((input) => lines(input, depth + 1))]
}

function inputs(node: PlanNode): readonly PlanNode[] {
  if ('input' in node) return [node.input]
  if ('left' in node) return [node.left, node.right]
  if (node.kind === 'recursive_with') return [node.base, node.step, node.body]
  return node.kind === 'with' ? [node.definition, node.body] : []
}

function head(node: PlanNode): string {
  switch (node.kind) {
    case 'scan':
      return `scan ${node.table.source}.${node.table.table} ${node.columns.map((it) => `${it.id}=${it.name}`).join(' ')}`
    case 'values':
      return `values ${node.rows.map((row) => `(${row.map(printExpression).join(', ')})`).join(' ')}`
    case 'filter':
      return `filter ${printExpression(node.predicate)}`
    case 'project':
      return `project ${node.expressions.map((it) => `${it.column.id}=${printExpression(it.expression)}`).join(' ')}`
    case 'join':
      return `join ${node.type} ${node.condition === null ? '' : printExpression(node.condition)}`.trimEnd()
    case 'lateral_join':
      return `lateral join ${node.type} ${node.condition === null ? '' : printExpression(node.condition)}`.trimEnd()
    case 'table_function': {
      const calls = node.calls.map(
        (it) =>
          `${it.columns.map(({ id }) => id).join(',')}=${it.function}(${it.arguments.map(printExpression).join(', ')})`,
      )
      return [...calls, ...(node.ordinality === null ? [] : [`${node.ordinality.id}=ordinality`])].join(' ')
    }
    case 'aggregate': {
      const named = [
        ...node.groups.map((it) => `${it.column.id}=${printExpression(it.expression)}`),
        ...node.aggregates.map((it) => `${it.column.id}=${printExpression(it.call)}`),
      ]
      const sets = node.groupingSets === null ? '' : ` sets ${JSON.stringify(node.groupingSets)}`
      return `aggregate ${named.join(' ')}${sets}`
    }
    case 'window':
      return `window ${node.calls.map((it) => `${it.column.id}=${printExpression(it.call)}`).join(' ')}`
    case 'sort':
      return `sort ${printKeys(node.keys)}`
    case 'limit':
      return `limit ${node.limit ?? 'all'}${node.offset === 0 ? '' : ` offset ${node.offset}`}`
    case 'set_operation':
      return `${node.operation}${node.all ? ' all' : ''} ${node.columns.map((it) => it.id).join(' ')}`
    case 'with':
      return `with ${node.name}`
    case 'recursive_with':
      return `recursive ${node.all ? 'all ' : ''}${node.name} ${node.columns.map((it) => it.id).join(' ')}`
    case 'cte_reference':
      return `cte ${node.name} ${node.columns.map((it) => `${it.id}=${it.name}`).join(' ')}`
    case 'remote_query':
      return `remote ${node.connection}`
    default:
      return unreachable(node)
  }
}

/** An expression as text; literals carry their types. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
      return expression.id
    case 'literal':
      return `${expression.value === null ? 'null' : `'${expression.value}'`}:${typeName(expression.type)}`
    case 'call':
      return `${expression.function}(${expression.arguments.map(printExpression).join(', ')})`
    case 'cast':
      return `${printExpression(expression.argument)}::${typeName(expression.type)}`
    case 'case': {
      const branches = expression.branches.map((it) => `${printExpression(it.when)} -> ${printExpression(it.then)}`)
      return `case(${branches.join('; ')}; else ${printExpression(expression.otherwise)})`
    }
    case 'in':
      return `${printExpression(expression.argument)} ${expression.negated ? 'not in' : 'in'} (${expression.items.map(printExpression).join(', ')})`
    case 'aggregate': {
      const args = expression.arguments.map(printExpression).join(', ')
      const order = expression.orderBy.length === 0 ? '' : ` order by ${printKeys(expression.orderBy)}`
      const filter = expression.filter === null ? '' : ` filter ${printExpression(expression.filter)}`
      return `${expression.function}(${expression.distinct ? 'distinct ' : ''}${args}${order})${filter}`
    }
    case 'window': {
      const parts = [
        expression.partitionBy.length === 0
          ? ''
          : `partition ${expression.partitionBy.map(printExpression).join(', ')}`,
        expression.orderBy.length === 0 ? '' : `order ${printKeys(expression.orderBy)}`,
        expression.frame === null ? '' : printFrame(expression.frame),
      ]
      const filter = expression.filter === null ? '' : ` filter ${printExpression(expression.filter)}`
      const over = parts.filter((part) => part !== '').join(' ')
      return `${expression.function}(${expression.arguments.map(printExpression).join(', ')})${filter} over (${over})`
    }
    case 'subquery': {
      const left = expression.argument === null ? '' : `${printExpression(expression.argument)} `
      return `${left}${expression.negated ? 'not ' : ''}${expression.form} {${lines(expression.plan, 0)
        .map((line) => line.trim())
        .join(' < ')}}`
    }
    default:
      return unreachable(expression)
  }
}

function printKeys(keys: readonly SortKey[]): string {
  return keys
    .map((key) => {
      const nulls = key.nullsFirst === key.descending ? '' : key.nullsFirst ? ' nulls first' : ' nulls last'
      return `${printExpression(key.expression)}${key.descending ? ' desc' : ''}${nulls}`
    })
    .join(', ')
}

function printFrame(frame: WindowFrame): string {
  const bounds = [frame.start, frame.end].map((bound) =>
    'offset' in bound ? `${printExpression(bound.offset)} ${bound.kind}` : bound.kind,
  )
  return `${frame.unit} ${bounds.join(' to ')}${frame.exclude === 'no_others' ? '' : ` exclude ${frame.exclude}`}`
}
