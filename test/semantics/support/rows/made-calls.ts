import type { TypeKind } from '#arrow'
import { childExpressions, type Expression, type PlanNode, typeOf } from '#plan'
import { childNodes, nodeExpressions } from '../../../../libs/optimizer/subplans.ts'

/** A function as a plan calls it. */
export interface MadeCall {
  /** The connection that computes it; null for the kernel. */
  readonly connection: string | null
  readonly role: 'scalar' | 'aggregate' | 'window'
  readonly function: string
  readonly kinds: readonly TypeKind[]
}

/** All functions that an optimised plan calls, with who computes them. IN is the equality it is. */
export function madeCalls(node: PlanNode, connection: string | null = null): readonly MadeCall[] {
  const inside =
    node.kind === 'remote_query'
      ? madeCalls(node.plan, node.connection)
      : childNodes(node).flatMap((child) => madeCalls(child, connection))
  const owner = node.kind === 'remote_query' ? node.connection : connection
  return [...inside, ...nodeExpressions(node).flatMap((expression) => callsIn(expression, owner))]
}

function callsIn(expression: Expression, connection: string | null): readonly MadeCall[] {
  const parts = childExpressions(expression).flatMap((part) => callsIn(part, connection))
  switch (expression.kind) {
    case 'call':
      return [...parts, made('scalar', expression.function, expression.arguments, connection)]
    case 'aggregate':
    case 'window':
      return [...parts, made(expression.kind, expression.function, expression.arguments, connection)]
    case 'in':
      return [...parts, made('scalar', 'eq', [expression.argument, ...expression.items], connection)]
    case 'subquery':
      return [...parts, ...madeCalls(expression.plan, connection)]
    default:
      return parts
  }
}

function made(role: MadeCall['role'], name: string, args: readonly Expression[], connection: string | null): MadeCall {
  return { connection, role, function: name, kinds: args.map((argument) => typeOf(argument).kind) }
}
