import { isInteger, type TypeKind } from '#arrow'
import type { Expression, FunctionCall } from '#plan'

const BITS: Readonly<Partial<Record<TypeKind, bigint>>> = { int16: 15n, int32: 31n, int64: 63n }

/** The result of `+`, `-` or `*` over two integer constants, if it fits their type; else the call as it is. */
export function foldArithmetic(call: FunctionCall): Expression {
  const [left, right] = call.arguments
  const bits = BITS[call.type.kind]
  if (bits === undefined || !isIntegerConstant(left) || !isIntegerConstant(right)) return call
  const result = compute(call.function, BigInt(left.value), BigInt(right.value))
  if (result === undefined || result < -(1n << bits) || result >= 1n << bits) return call
  return { kind: 'literal', value: String(result), type: call.type }
}

function isIntegerConstant(expression: Expression | undefined): expression is Expression & { readonly value: string } {
  return expression?.kind === 'literal' && expression.value !== null && isInteger(expression.type)
}

function compute(name: string, left: bigint, right: bigint): bigint | undefined {
  switch (name) {
    case 'add':
      return left + right
    case 'subtract':
      return left - right
    case 'multiply':
      return left * right
    default:
      return undefined
  }
}
