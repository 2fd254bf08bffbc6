import { FLOAT64, type TypeKind } from '#arrow'
import type { ExpressionNode } from '../query-request.ts'
import { decimalOfText, readUnknown } from './coerce.ts'
import type { Env } from './env.ts'
import { parseLiteral } from './literals/parse-literal.ts'
import { isFault } from './literals/parsed.ts'
import { type Operand, operandType, type Unknown } from './operand.ts'

/**
 * Operands that meet each other. PostgreSQL converts a number beside a float to one, so that a constant no decimal
 * holds is read as a float where one of the others is of these kinds.
 */
export function operandsTogether(
  env: Env,
  nodes: readonly ExpressionNode[],
  floats: readonly TypeKind[],
): readonly Operand[] {
  const waiting = nodes.map((node) => beyondDecimals(env, node))
  if (waiting.every((constant) => constant === undefined)) return nodes.map((node) => env.operand(node))
  const operands = nodes.map((node, place) => (waiting[place] === undefined ? env.operand(node) : undefined))
  const meetsFloat = operands.some((operand) => {
    const type = operand === undefined ? null : operandType(operand)
    return type !== null && floats.includes(type.kind)
  })
  return nodes.map((node, place) => {
    const constant = waiting[place]
    return (
      operands[place] ??
      (meetsFloat && constant !== undefined ? readUnknown(env.binding, constant, FLOAT64) : env.operand(node))
    )
  })
}

/** A numeric constant whose digits are more than a decimal has; else undefined. */
function beyondDecimals(env: Env, node: ExpressionNode): Unknown | undefined {
  if (!('value' in node) || node.type !== 'numeric' || typeof node.value !== 'string') return undefined
  const read = parseLiteral(node.value, decimalOfText(node.value), env.binding.context.now)
  return isFault(read) ? { kind: 'unknown', value: node.value, node } : undefined
}
