import {
  type Aggregate,
  type AggregateCall,
  aggregateIsNullable,
  type ColumnReference,
  type Expression,
  isNullable,
  type NamedAggregate,
  type NamedExpression,
  type PlanNode,
  typeOf,
} from '#plan'
import type { Env } from './env.ts'
import { expressionKey } from './expression-key.ts'
import { Noted } from './faults.ts'
import type { GroupKeys } from './group-keys.ts'
import { isPoison } from './poison.ts'
import { rewriteExpression } from './rewrite.ts'
import { localColumns, referenceTo } from './scope.ts'

/** The grouping of a query: turns expressions over its input into expressions over its groups. */
export interface Grouping {
  /** @throws ValidationError GROUPING_ERROR 42803 for a column that is not grouped */
  above(expression: Expression): Expression
  /** The Aggregate node, once every expression above it has been turned. */
  node(input: PlanNode): Aggregate
}

/** Starts a grouping by the keys; aggregates join as they are met. */
export function startGrouping(env: Env, keys: GroupKeys): Grouping {
  const groups = new Map<string, NamedExpression>()
  const aggregates = new Map<string, NamedAggregate>()
  const local = localColumns(env.scope)
  for (const expression of keys.expressions) groups.set(expressionKey(expression), groupOf(env, expression, keys))

  // Writing out every part of a large expression to look it up would take quadratic time.
  const heads = new Set(['column', ...keys.expressions.map(headOf)])

  const column = (part: ColumnReference): Expression => {
    if (!local.has(part.id)) return part
    const owner = determiningRelation(env, part, groups)
    if (owner === undefined || keys.sets !== null) {
      if (keys.expressions.some((key) => isPoison(typeOf(key)))) throw new Noted()
      throw notGrouped(env, part)
    }
    const group = groupOf(env, part, keys)
    groups.set(expressionKey(part), group)
    return referenceTo(group.column)
  }
  /** GROUPING over the columns of its groups: nothing is left out where there is one grouping. */
  const groupingBits = (call: AggregateCall): Expression => {
    const columns = call.arguments.map((argument) => {
      const group = groups.get(expressionKey(argument))
      if (group !== undefined) return referenceTo(group.column)
      const message = 'The arguments of GROUPING must be expressions of GROUP BY.'
      throw env.binding.error('GROUPING_ERROR', message, '42803', call)
    })
    if (keys.sets === null) return { kind: 'literal', value: '0', type: call.type }
    return referenceTo(namedAggregate(env, aggregates, { ...call, arguments: columns }, keys).column)
  }
  const replace = (part: Expression): Expression | undefined => {
    const group = heads.has(headOf(part)) ? groups.get(expressionKey(part)) : undefined
    if (group !== undefined) return referenceTo(group.column)
    if (part.kind === 'aggregate' && part.function === 'grouping') return groupingBits(part)
    if (part.kind === 'aggregate') return referenceTo(namedAggregate(env, aggregates, part, keys).column)
    return part.kind === 'column' ? column(part) : undefined
  }
  return {
    above: (expression) => rewriteExpression(expression, replace),
    node: (input) => ({
      kind: 'aggregate',
      input,
      groups: [...groups.values()],
      aggregates: [...aggregates.values()],
      groupingSets: keys.sets,
    }),
  }
}

function headOf(expression: Expression): string {
  return expression.kind === 'call' ? expression.function : expression.kind
}

function groupOf(env: Env, expression: Expression, keys: GroupKeys): NamedExpression {
  const nullable = keys.sets !== null || isNullable(expression)
  return { column: env.binding.newColumn(nameOf(env, expression), typeOf(expression), nullable), expression }
}

function nameOf(env: Env, expression: Expression): string {
  if (expression.kind === 'call') return expression.function
  if (expression.kind !== 'column') return expression.kind
  const columns = env.scope.relations.flatMap((relation) => relation.columns)
  const found = columns.find((it) => it.expression.kind === 'column' && it.expression.id === expression.id)
  return found?.name ?? expression.kind
}

function namedAggregate(
  env: Env,
  aggregates: Map<string, NamedAggregate>,
  call: AggregateCall,
  keys: GroupKeys,
): NamedAggregate {
  const key = expressionKey(call)
  const known = aggregates.get(key)
  if (known !== undefined) return known
  // Without keys, and for the empty grouping set, there is a group even of no rows.
  const mayBeEmpty = keys.sets === null ? keys.expressions.length === 0 : keys.sets.some((set) => set.length === 0)
  const nullable = aggregateIsNullable(call, mayBeEmpty ? 'may be empty' : 'has a row')
  const named = { column: env.binding.newColumn(call.function, call.type, nullable), call }
  aggregates.set(key, named)
  return named
}

/** The table whose whole primary key is grouped: its other columns have one value in each group. */
function determiningRelation(env: Env, column: ColumnReference, groups: ReadonlyMap<string, NamedExpression>) {
  const grouped = new Set(
    [...groups.values()].flatMap(({ expression }) => (expression.kind === 'column' ? [expression.id] : [])),
  )
  return env.scope.relations.find(
    ({ columns, primaryKey }) =>
      primaryKey.length > 0 &&
      primaryKey.every((id) => grouped.has(id)) &&
      columns.some(({ expression }) => expression.kind === 'column' && expression.id === column.id),
  )
}

function notGrouped(env: Env, column: ColumnReference): Error {
  const name = nameOf(env, column)
  const message = `The column "${name}" must be in GROUP BY or inside an aggregate.`
  return env.binding.error('GROUPING_ERROR', message, '42803', column)
}
