import { childExpressions, type Expression, type FunctionCall, scalarRecord, typeOf } from '#plan'
import type { Scope } from './dialect.ts'

/** Overflow: a kernel may meet it on a row that another condition removes. */
const NUMERIC_VALUE_OUT_OF_RANGE = '22003'

/** True when evaluating the expression on a row that another condition removes could end the query. */
export function expressionMayRaise(expression: Expression, scope: Scope): boolean {
  switch (expression.kind) {
    case 'column':
      return scope.get(expression.id)?.raises ?? false
    case 'call':
      if (callMayRaise(expression)) return true
      break
    case 'cast':
      if (!isWidening(expression)) return true
      break
    case 'subquery':
      return true
    case 'literal':
    case 'case':
    case 'in':
    case 'aggregate':
    case 'window':
      break
  }
  return childExpressions(expression).some((child) => expressionMayRaise(child, scope))
}

function callMayRaise(call: FunctionCall): boolean {
  const { raises, settledBy } = scalarRecord(call.function)
  if (raises.length === 0) return false
  return raises.includes(NUMERIC_VALUE_OUT_OF_RANGE) || settledBy.length === 0 || !settledBy.every(isSettled(call))
}

/** A constant that is absent settles as well as one that is given; a zero may be a divisor. */
function isSettled(call: FunctionCall): (position: number) => boolean {
  return (position) => {
    const argument = call.arguments[position]
    return argument === undefined || (argument.kind === 'literal' && Number(argument.value) !== 0)
  }
}

function isWidening(cast: Extract<Expression, { kind: 'cast' }>): boolean {
  const from = typeOf(cast.argument)
  if (cast.argument.kind === 'literal') return true
  if (cast.type.kind === 'string') return true
  const order = ['int16', 'int32', 'int64', 'float64']
  const place = order.indexOf(from.kind)
  return place >= 0 && order.indexOf(cast.type.kind) > place
}
