import { type Expression, isNullable, type NamedWindow, type PlanNode, type WindowCall } from '#plan'
import type { Binding } from './binding.ts'
import { expressionKey } from './expression-key.ts'
import { rewriteExpression } from './rewrite.ts'
import { referenceTo } from './scope.ts'

/** The window functions of a query: turns expressions over its input into expressions over the Window node. */
export interface Windowing {
  above(expression: Expression): Expression
  /** The Window node over the input; the input itself when no window function was met. */
  node(input: PlanNode): PlanNode
}

/** Starts with no calls; those that are asked for join as they are met. */
export function startWindowing(
  binding: Binding,
  isWanted: (part: Expression) => part is WindowCall = isWindowCall,
): Windowing {
  const calls = new Map<string, NamedWindow>()
  const replace = (part: Expression): Expression | undefined => {
    if (!isWanted(part)) return undefined
    const key = expressionKey(part)
    const named = calls.get(key) ?? {
      column: binding.newColumn(part.function, part.type, isNullable(part)),
      call: part,
    }
    calls.set(key, named)
    return referenceTo(named.column)
  }
  return {
    above: (expression) => rewriteExpression(expression, replace),
    node: (input) => (calls.size === 0 ? input : { kind: 'window', input, calls: [...calls.values()] }),
  }
}

function isWindowCall(part: Expression): part is WindowCall {
  return part.kind === 'window'
}
