import { STRING } from '#arrow'
import type { Expression } from '#plan'
import { callOf, noFunction } from './calls.ts'
import type { Env } from './env.ts'
import type { Operand } from './operand.ts'
import { shownText, textLiteral } from './shown-text.ts'

/** quote_literal of any value. */
export function quoteLiteral(env: Env, operands: readonly Operand[], place: object): Expression {
  const [only, ...others] = operands
  if (only === undefined || others.length > 0) throw noFunction(env.binding, 'quote_literal', operands, place)
  return asLiteral(shownText(env, only))
}

/** quote_nullable: quote_literal, and the word NULL for NULL. */
export function quoteNullable(env: Env, operands: readonly Operand[], place: object): Expression {
  const [only, ...others] = operands
  if (only === undefined || others.length > 0) throw noFunction(env.binding, 'quote_nullable', operands, place)
  return asNullableLiteral(shownText(env, only))
}

/** A text as an SQL literal, NULL as the word. */
export function asNullableLiteral(text: Expression): Expression {
  return callOf('coalesce', [asLiteral(text), textLiteral('NULL')], STRING)
}

function asLiteral(text: Expression): Expression {
  return callOf('quote_literal', [text], STRING)
}
