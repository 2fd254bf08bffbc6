import type { Expression } from '#plan'
import type { ExpressionNode, WindowSpecification } from '../query-request.ts'
import type { Binding } from './binding.ts'
import type { TableCalls } from './listed-rows.ts'
import type { Operand } from './operand.ts'
import type { Scope } from './scope.ts'

/** Where an expression stands: what its names mean and which calls may stand there. */
export interface Env {
  readonly binding: Binding
  readonly scope: Scope
  readonly windows: Readonly<Record<string, WindowSpecification>>
  /** Null where aggregates may stand, else the clause that forbids them, as PostgreSQL names it. */
  readonly noAggregates: string | null
  /** Null where window functions may stand, else the clause that forbids them. */
  readonly noWindows: string | null
  /** Null where functions may stand that give another value at every call, else the clause that forbids them. */
  readonly noVolatile: string | null
  /** Aliases of aggregates that a bare column name may mean, in the short form of HAVING. */
  readonly aliases: ReadonlyMap<string, Expression>
  /** Nodes that are bound already, whatever their keys say. */
  readonly known: ReadonlyMap<ExpressionNode, Operand>
  /** Where functions that give rows are noted; else the clause that forbids them. */
  readonly tableCalls: TableCalls | string
  /** Binds an expression that stands in the same place. */
  operand(node: ExpressionNode): Operand
  /** The same names, other calls. */
  within(
    changes: Partial<Pick<Env, 'noAggregates' | 'noWindows' | 'noVolatile' | 'aliases' | 'known' | 'tableCalls'>>,
  ): Env
}
