import type { A_Const, Node } from 'libpg-query'
import type { ExpressionNode, JsonScalar } from '../query-request.ts'
import type { Conversion } from './conversion.ts'

const INT8_MIN = -(2n ** 63n)
const INT8_MAX = 2n ** 63n - 1n

/** A constant. Whole numbers that JSON cannot hold are `bigint` or `numeric` text, other numbers `numeric` text. */
export function constant(conversion: Conversion, node: A_Const): ExpressionNode {
  if (node.isnull) return conversion.located({ value: null }, node.location)
  if (node.ival !== undefined) return conversion.located({ value: node.ival.ival ?? 0 }, node.location)
  if (node.boolval !== undefined) return conversion.located({ value: node.boolval.boolval ?? false }, node.location)
  if (node.sval !== undefined) return conversion.located({ value: node.sval.sval ?? '' }, node.location)
  if (node.fval !== undefined) return conversion.located(numberNode(node.fval.fval ?? '0'), node.location)
  return conversion.refuse("Bit strings (B'101', X'1F') are not supported; use a number or text.", node.location)
}

/** The scalar of a constant that JSON holds as it is: text, a safe whole number, true or false. Not NULL. */
export function plainScalar(node: Node | undefined): Exclude<JsonScalar, null> | undefined {
  if (node === undefined || !('A_Const' in node)) return undefined
  const { ival, boolval, sval, fval, isnull } = node.A_Const
  if (isnull) return undefined
  if (ival !== undefined) return ival.ival ?? 0
  if (boolval !== undefined) return boolval.boolval ?? false
  if (sval !== undefined) return sval.sval ?? ''
  if (fval === undefined) return undefined
  const { value } = numberNode(fval.fval ?? '0')
  return typeof value === 'number' ? value : undefined
}

const WHOLE_NUMBER = /^-?(?:\d[\d_]*|0x[\da-f_]+|0o[0-7_]+|0b[01_]+)$/i

function numberNode(text: string): { value: number | string; type?: string } {
  if (!WHOLE_NUMBER.test(text)) return { value: text.replaceAll('_', ''), type: 'numeric' }
  const negative = text.startsWith('-')
  // BigInt('08') is 8: only the prefixes 0x, 0o and 0b have a meaning, the same as PostgreSQL's.
  const magnitude = BigInt((negative ? text.slice(1) : text).replaceAll('_', ''))
  const value = negative ? -magnitude : magnitude
  if (Number.isSafeInteger(Number(value))) return { value: Number(value) }
  return { value: value.toString(), type: value >= INT8_MIN && value <= INT8_MAX ? 'bigint' : 'numeric' }
}
