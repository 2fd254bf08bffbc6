import { type EngineType, isInteger } from '#arrow'
import { type Expression, type FunctionCall, typeOf } from '#plan'
import type { ExpressionRenderer } from './dialect.ts'

interface Bounds {
  readonly low: bigint
  readonly high: bigint
}

const BITS: Readonly<Record<string, bigint>> = { int16: 16n, int32: 32n, int64: 64n }

/** True when an integer expression cannot leave the range of its type, whatever the values of its columns. */
export function staysInType(expression: Expression, render: ExpressionRenderer): boolean {
  const bounds = boundsOf(expression, render)
  const range = rangeOf(typeOf(expression))
  return bounds !== undefined && range !== undefined && bounds.low >= range.low && bounds.high <= range.high
}

function rangeOf(type: EngineType): Bounds | undefined {
  const bits = BITS[type.kind]
  if (bits === undefined) return undefined
  const half = 1n << (bits - 1n)
  return { low: -half, high: half - 1n }
}

/** The least and the greatest value an expression can have; undefined where nothing is known of it. */
function boundsOf(expression: Expression, render: ExpressionRenderer): Bounds | undefined {
  const type = typeOf(expression)
  if (!isInteger(type)) return undefined
  switch (expression.kind) {
    case 'literal': {
      const value = expression.value === null ? 0n : BigInt(expression.value)
      return { low: value, high: value }
    }
    case 'column': {
      const native = render.entry(expression)?.column?.nativeType
      return (native === undefined ? undefined : rangeOf(native)) ?? rangeOf(type)
    }
    case 'cast':
      return boundsOf(expression.argument, render)
    case 'call':
      return boundsOfCall(expression, render) ?? rangeOf(type)
    default:
      return rangeOf(type)
  }
}

function boundsOfCall(call: FunctionCall, render: ExpressionRenderer): Bounds | undefined {
  const sides = call.arguments.map((side) => boundsOf(side, render))
  const [a, b] = sides
  if (a === undefined) return undefined
  if (call.function === 'negate') return { low: -a.high, high: -a.low }
  if (call.function === 'abs') return { low: 0n, high: larger(-a.low, a.high) }
  if (b === undefined) return undefined
  if (call.function === 'add') return { low: a.low + b.low, high: a.high + b.high }
  if (call.function === 'subtract') return { low: a.low - b.high, high: a.high - b.low }
  if (call.function === 'modulo') return remainderBounds(a, b)
  if (call.function !== 'multiply') return undefined
  const products = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high].sort((x, y) => (x < y ? -1 : 1))
  return { low: products[0] ?? 0n, high: products[3] ?? 0n }
}

/** A remainder has the sign of the dividend and is nearer to zero than the divisor. */
function remainderBounds(a: Bounds, b: Bounds): Bounds {
  const most = larger(-b.low, b.high) - 1n
  return { low: a.low < 0n ? -most : 0n, high: a.high > 0n ? most : 0n }
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
