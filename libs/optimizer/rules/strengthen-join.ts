import { type Expression, type Join, type JoinType, scalarRecord } from '#plan'
import { outputIds } from '../subplans.ts'

/**
 * An outer join under a filter that drops the rows it padded with NULLs is the narrower join: LEFT becomes INNER, FULL
 * becomes LEFT, RIGHT or INNER. The conjuncts are those that must be true of the join's rows.
 */
export function strengthenJoin(join: Join, conjuncts: readonly Expression[]): Join {
  if (join.type !== 'left' && join.type !== 'right' && join.type !== 'full') return join
  const left = new Set(outputIds(join.left))
  const right = new Set(outputIds(join.right))
  const keepsLeftPadding = !conjuncts.some((conjunct) => neverTrueOnNulls(conjunct, left))
  const keepsRightPadding = !conjuncts.some((conjunct) => neverTrueOnNulls(conjunct, right))
  const type = strengthened(join.type, keepsLeftPadding, keepsRightPadding)
  return type === join.type ? join : { ...join, type }
}

function strengthened(
  type: 'left' | 'right' | 'full',
  keepsLeftPadding: boolean,
  keepsRightPadding: boolean,
): JoinType {
  switch (type) {
    case 'left':
      return keepsRightPadding ? 'left' : 'inner'
    case 'right':
      return keepsLeftPadding ? 'right' : 'inner'
    case 'full':
      if (keepsLeftPadding) return keepsRightPadding ? 'full' : 'right'
      return keepsRightPadding ? 'left' : 'inner'
  }
}

/** True when the predicate is false or NULL in every row where all the given columns are NULL. */
export function neverTrueOnNulls(predicate: Expression, columns: ReadonlySet<string>): boolean {
  if (isNullOnNulls(predicate, columns)) return true
  if (predicate.kind !== 'call') return false
  const [argument] = predicate.arguments
  switch (predicate.function) {
    case 'and':
      return predicate.arguments.some((part) => neverTrueOnNulls(part, columns))
    case 'or':
      return predicate.arguments.every((part) => neverTrueOnNulls(part, columns))
    case 'is_true':
      return argument !== undefined && neverTrueOnNulls(argument, columns)
    case 'is_not_null':
    case 'is_false':
      return argument !== undefined && isNullOnNulls(argument, columns)
    default:
      return false
  }
}

function isNullOnNulls(expression: Expression, columns: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case 'column':
      return columns.has(expression.id)
    case 'literal':
      return expression.value === null
    case 'cast':
    case 'in':
      return isNullOnNulls(expression.argument, columns)
    case 'call':
      return (
        scalarRecord(expression.function).nulls === 'strict' &&
        expression.arguments.some((part) => isNullOnNulls(part, columns))
      )
    default:
      return false
  }
}
