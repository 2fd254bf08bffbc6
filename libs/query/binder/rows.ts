import type { Expression, ScalarFunction } from '#plan'
import type { ExpressionNode, OperatorNode, RowNode } from '../query-request.ts'
import type { Binding } from './binding.ts'
import { comparison, condition, joined } from './calls.ts'
import { asExpression } from './coerce.ts'
import type { Env } from './env.ts'
import type { Operand } from './operand.ts'

type Comparison = (name: ScalarFunction, op: string, index: number) => Expression

/** True for `(a, b)` and `ROW(a, b)`. */
export function isRow(node: ExpressionNode): node is RowNode {
  return 'row' in node
}

/** The fields of a row. @throws ValidationError UNSUPPORTED for a row inside a row */
export function rowFields(env: Env, { row }: RowNode): readonly Operand[] {
  return row.map((field) => {
    if (!isRow(field)) return env.operand(field)
    throw env.binding.error('UNSUPPORTED', 'A row inside a row is not supported; write its columns.', '0A000', field)
  })
}

/**
 * `left op right` of two rows, field by field as SQL defines it.
 * @throws ValidationError VALIDATION_ERROR 42601 for rows of unlike length
 */
export function compareRows(
  binding: Binding,
  op: string,
  left: readonly Operand[],
  right: readonly Operand[],
  place: object,
): Expression {
  if (left.length !== right.length) {
    throw binding.error('VALIDATION_ERROR', 'Unequal number of entries in row expressions.', '42601', place)
  }
  const compare: Comparison = (name, written, index) => {
    const [a, b] = [left[index], right[index]]
    if (a === undefined || b === undefined) throw emptyRows(binding, place)
    return comparison(binding, name, written, a, b, place)
  }
  const each = (name: ScalarFunction, written: string) => left.map((_, index) => compare(name, written, index))
  switch (op) {
    case '=':
      return all(binding, 'and', each('eq', op), place)
    case '<>':
    case '!=':
      return all(binding, 'or', each('ne', '<>'), place)
    case 'is distinct from':
      return all(binding, 'or', each('is_distinct_from', '='), place)
    case 'is not distinct from':
      return all(binding, 'and', each('is_not_distinct_from', '='), place)
    case '<':
      return ordered(compare, 'lt', 'lt', left.length - 1)
    case '<=':
      return ordered(compare, 'lt', 'le', left.length - 1)
    case '>':
      return ordered(compare, 'gt', 'gt', left.length - 1)
    case '>=':
      return ordered(compare, 'gt', 'ge', left.length - 1)
    default:
      throw binding.error('UNSUPPORTED', `Rows cannot be compared with ${op}; compare their columns.`, '0A000', place)
  }
}

/** The first pair that is not equal decides; the last pair decides by `last`. */
function ordered(compare: Comparison, strict: 'lt' | 'gt', last: ScalarFunction, length: number, at = 0): Expression {
  const op = strict === 'lt' ? '<' : '>'
  if (at >= length) return compare(last, op, at)
  const rest = ordered(compare, strict, last, length, at + 1)
  return joined('or', [compare(strict, op, at), joined('and', [compare('eq', '=', at), rest])])
}

function all(binding: Binding, how: 'and' | 'or', parts: readonly Expression[], place: object): Expression {
  const [first, ...others] = parts
  if (first === undefined) throw emptyRows(binding, place)
  return joined(how, [first, ...others])
}

function emptyRows(binding: Binding, place: object): Error {
  return binding.error('VALIDATION_ERROR', 'Rows of zero length cannot be compared.', '0A000', place)
}

/** A comparison of which at least one side is a row. @throws ValidationError TYPE_ERROR 42883 for a row and a value */
export function rowComparison(
  env: Env,
  op: string,
  left: ExpressionNode,
  right: ExpressionNode,
  place: object,
): Expression {
  if (isRow(left) && isRow(right))
    return compareRows(env.binding, op, rowFields(env, left), rowFields(env, right), place)
  throw env.binding.error('TYPE_ERROR', `A row and a value cannot be compared with ${op}.`, '42883', place)
}

/** `(a, b) [NOT] IN ((1, 2), ...)`: equal to one of the rows. */
export function rowMembership(env: Env, node: OperatorNode, form: 'in' | 'not in'): Expression {
  const [tested, ...items] = node.args
  const [first, ...others] = items.map((item) => rowComparison(env, '=', tested ?? item, item, node))
  if (first === undefined) throw emptyRows(env.binding, node)
  const found = joined('or', [first, ...others])
  return form === 'in' ? found : condition('not', [found])
}

/** `(a, b) IS NULL`: all fields are; `IS NOT NULL`: none is. */
export function rowNullTest(env: Env, row: RowNode, test: 'is_null' | 'is_not_null'): Expression {
  const tests = rowFields(env, row).map((field) => condition(test, [asExpression(env.binding, field)]))
  const [first, ...others] = tests
  return first === undefined
    ? { kind: 'literal', value: 'true', type: { kind: 'boolean' } }
    : joined('and', [first, ...others])
}
