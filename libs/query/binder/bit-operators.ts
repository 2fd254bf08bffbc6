import { type Expression, resolveOverload, type ScalarFunction, scalarRecord } from '#plan'
import type { Binding } from './binding.ts'
import { noOperator, scalarCall } from './calls.ts'
import { type Operand, operandType } from './operand.ts'

const BINARY_OPERATORS: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>([
  ['&', 'bitwise_and'],
  ['|', 'bitwise_or'],
  ['#', 'bitwise_xor'],
  ['<<', 'shift_left'],
  ['>>', 'shift_right'],
  ['^@', 'starts_with'],
])

const PREFIX_OPERATORS: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>([
  ['~', 'bitwise_not'],
  ['@', 'abs'],
  ['|/', 'sqrt'],
  ['||/', 'cbrt'],
])

/** The function behind an operator on bits, or behind `^@`, `@`, `|/` and `||/`; undefined for any other operator. */
export function functionOfOperator(op: string, operands: 1 | 2): ScalarFunction | undefined {
  return (operands === 1 ? PREFIX_OPERATORS : BINARY_OPERATORS).get(op)
}

/**
 * Such an operator applied, by PostgreSQL's overload rules.
 * @throws ValidationError TYPE_ERROR 42883 for types it does not take, 42725 for untyped literals alone
 */
export function operatorCall(
  binding: Binding,
  name: ScalarFunction,
  op: string,
  operands: readonly Operand[],
  place: object,
): Expression {
  if (resolveOverload(scalarRecord(name).signatures, operands.map(operandType)) === 'none') {
    throw noOperator(binding, op, operands, place)
  }
  return scalarCall(binding, name, op, operands, place)
}
