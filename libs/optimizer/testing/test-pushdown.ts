import {
  childExpressions,
  type Expression,
  isRefusal,
  type KeyCondition,
  type KeySlot,
  outputColumns,
  type PlanNode,
  type Pushdown,
  type Refusal,
  type ScalarFunction,
  type SourceCosts,
} from '#plan'
import { nodeExpressions, visitPlan } from '../subplans.ts'

/** What one connection of a test can do. */
export interface Abilities {
  /** Functions the connection does not have. */
  readonly refused?: readonly ScalarFunction[]
  /** Functions it has in a looser form, as a conjunct of their own. */
  readonly loose?: readonly ScalarFunction[]
  /** Kinds of nodes it cannot run. */
  readonly refusedNodes?: readonly PlanNode['kind'][]
  /** What work takes there. */
  readonly costs?: SourceCosts
}

/** A Pushdown for tests: everything is exact but what the abilities of a connection take away. SQL is a description. */
export function testPushdown(abilities: Readonly<Record<string, Abilities>> = {}): Pushdown {
  const of = (connection: string): Abilities => abilities[connection] ?? {}
  const render: Pushdown['render'] = (connection, plan, prefilters) => {
    const refusal = refusalIn(plan, of(connection))
    if (refusal !== undefined) return refusal
    const sql = [describe(plan), ...prefilters.map((prefilter) => `~${describeExpression(prefilter)}`)].join(' ')
    return {
      sql,
      parameters: [],
      fields: outputColumns(plan).map(({ id, type }) => ({ name: id, type, nullable: true })),
    }
  }
  return {
    render,
    renderPart(connection, plan, prefilters, { column, from, to }) {
      const answer = render(connection, plan, prefilters)
      return isRefusal(answer) ? answer : { ...answer, sql: `${answer.sql} ${column} ${from}-${to}` }
    },
    template(connection, plan, prefilters) {
      const answer = this.render(connection, plan, prefilters)
      return isRefusal(answer) ? answer : { placeholders: 'numbered', pieces: [answer.sql, ...slotsIn(plan)] }
    },
    conjunct(connection, _input, predicate) {
      const { refused = [], loose = [] } = of(connection)
      if (usesAny(predicate, refused)) return { refused: 'FUNCTION_NOT_EXACT', what: describeExpression(predicate) }
      if (predicate.kind === 'call' && loose.includes(predicate.function)) return 'superset'
      if (usesAny(predicate, loose)) return { refused: 'COLLATION', what: describeExpression(predicate) }
      return 'exact'
    },
    costs: (connection) => of(connection).costs,
  }
}

/** A slot for each filter of the plan that waits for keys, in two forms. */
function slotsIn(plan: PlanNode): readonly KeySlot[] {
  const slots: KeySlot[] = []
  const visit = (expression: Expression): void => {
    if (expression.kind === 'in' && expression.dynamicFilter !== undefined) {
      slots.push({ kind: 'key_slot', filter: expression.dynamicFilter, conditions: KEY_CONDITIONS })
    }
    childExpressions(expression).forEach(visit)
  }
  visitPlan(plan, (node) => nodeExpressions(node).forEach(visit))
  return slots
}

const KEY_CONDITIONS: readonly KeyCondition[] = [
  { form: 'array', max_keys: 1000, pieces: [] },
  { form: 'range', max_keys: null, pieces: [] },
]

function refusalIn(plan: PlanNode, { refused = [], loose = [], refusedNodes = [] }: Abilities): Refusal | undefined {
  let refusal: Refusal | undefined
  visitPlan(plan, (node) => {
    if (refusedNodes.includes(node.kind)) refusal ??= { refused: 'NODE_NOT_SUPPORTED', what: node.kind }
    const inexact = nodeExpressions(node).find((expression) => usesAny(expression, [...refused, ...loose]))
    if (inexact !== undefined) refusal ??= { refused: 'FUNCTION_NOT_EXACT', what: describeExpression(inexact) }
  })
  return refusal
}

function usesAny(expression: Expression, functions: readonly ScalarFunction[]): boolean {
  if (expression.kind === 'call' && functions.includes(expression.function)) return true
  return childExpressions(expression).some((part) => usesAny(part, functions))
}

/** A plan on one line: `filter[gt(a, 1)](users{a,b})`; a RemoteQuery as `@connection(...)`, prefilters after `~`. */
export function describe(node: PlanNode): string {
  const list = (expressions: readonly Expression[]): string => expressions.map(describeExpression).join(', ')
  switch (node.kind) {
    case 'scan':
      return `${node.table.table}{${node.columns.map((column) => column.id).join(',')}}`
    case 'values':
      return `values(${node.rows.map(list).join('; ')})`
    case 'filter':
      return `filter[${describeExpression(node.predicate)}](${describe(node.input)})`
    case 'project': {
      const items = node.expressions.map(({ column, expression }) => {
        const text = describeExpression(expression)
        return text === column.id ? text : `${column.id}=${text}`
      })
      return `project[${items.join(', ')}](${describe(node.input)})`
    }
    case 'join': {
      const on = node.condition === null ? '' : `[${describeExpression(node.condition)}]`
      return `${node.type}${on}(${describe(node.left)}, ${describe(node.right)})`
    }
    case 'aggregate': {
      const groups = node.groups.map(({ column, expression }) => `${column.id}=${describeExpression(expression)}`)
      const calls = node.aggregates.map(({ column, call }) => `${column.id}=${describeExpression(call)}`)
      return `aggregate[${groups.join(', ')}; ${calls.join(', ')}](${describe(node.input)})`
    }
    case 'window':
      return `window[${list(node.calls.map(({ call }) => call))}](${describe(node.input)})`
    case 'sort':
      return `sort[${list(node.keys.map((key) => key.expression))}](${describe(node.input)})`
    case 'limit':
      return `limit[${node.limit ?? 'all'}${node.offset > 0 ? ` offset ${node.offset}` : ''}](${describe(node.input)})`
    case 'set_operation':
      return `${node.operation}${node.all ? ' all' : ''}(${describe(node.left)}, ${describe(node.right)})`
    case 'lateral_join': {
      const on = node.condition === null ? '' : `[${describeExpression(node.condition)}]`
      return `lateral ${node.type}${on}(${describe(node.left)}, ${describe(node.right)})`
    }
    case 'table_function':
      return node.calls.map((call) => `${call.function}(${list(call.arguments)})`).join(' beside ')
    case 'recursive_with':
      return `recursive ${node.name}=(${describe(node.base)}, ${describe(node.step)}) ${describe(node.body)}`
    case 'with':
      return `with ${node.name}=(${describe(node.definition)}) ${describe(node.body)}`
    case 'cte_reference':
      return node.name
    case 'remote_query': {
      const loose = node.prefilters.map((prefilter) => ` ~${describeExpression(prefilter)}`).join('')
      return `@${node.connection}(${describe(node.plan)}${loose})`
    }
  }
}

/** An expression on one line, in prefix form. */
export function describeExpression(expression: Expression): string {
  const list = (): string => childExpressions(expression).map(describeExpression).join(', ')
  switch (expression.kind) {
    case 'column':
      return expression.id
    case 'literal':
      return expression.value === null ? 'null' : expression.value
    case 'call':
    case 'aggregate':
    case 'window':
      return `${expression.function}(${list()})`
    case 'subquery':
      return `${expression.negated ? 'not ' : ''}${expression.form}(${describe(expression.plan)})`
    default:
      return `${expression.kind}(${list()})`
  }
}
