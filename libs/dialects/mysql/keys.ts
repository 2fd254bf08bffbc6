import { type Expression, type SortKey, typeOf } from '#plan'
import type { ExpressionRenderer } from '../base/dialect.ts'
import { type Sql, sql } from '../base/sql.ts'
import { bytes, COMPARED, isBinary, isShortText, isText, realValue } from './values.ts'

/** Passes for what MySQL tells apart by value as the engine does, as it stands. @throws Refused */
export function checkKey(expression: Expression, render: ExpressionRenderer): void {
  if (isText(expression) ? isBinary(expression, render) : isKeyKind(expression)) return
  render.refuse(isText(expression) ? 'COLLATION' : 'TYPE_NOT_EXACT', expression)
}

/** Binary values can be longer than what MySQL sorts by. */
function isKeyKind(expression: Expression): boolean {
  const { kind } = typeOf(expression)
  return COMPARED[kind] !== 'otherwise' && kind !== 'binary'
}

/**
 * What to group by: text by its bytes, of which each group has one text; a constant is one group in any collation. A zero
 * date stays a group of its own, which cannot be read. @throws Refused
 */
export function groupKey(expression: Expression, render: ExpressionRenderer): Sql {
  if (isText(expression) && isShortText(expression, render)) return bytes(render.value(expression))
  if (isText(expression) && expression.kind === 'literal') return render.value(expression)
  checkKey(expression, render)
  return render.value(expression)
}

/** ORDER BY keys: nulls are lowest there, and a key before the key says otherwise. @throws Refused */
export function sortKey(key: SortKey, render: ExpressionRenderer): readonly Sql[] {
  const { expression, descending, nullsFirst } = key
  const value = sortedValue(expression, render)
  const ordered = sql`${value}${descending ? ' DESC' : ''}`
  const natural = descending ? !nullsFirst : nullsFirst
  return natural || isNeverNull(expression) ? [ordered] : [sql`(${value} IS NULL)${nullsFirst ? ' DESC' : ''}`, ordered]
}

function sortedValue(expression: Expression, render: ExpressionRenderer): Sql {
  if (isText(expression)) {
    if (!isShortText(expression, render)) render.refuse('COLLATION', expression)
    return bytes(render.value(expression))
  }
  checkKey(expression, render)
  return realValue(expression, render)
}

/** A column that is never null; a date there can still be a zero date. */
function isNeverNull(expression: Expression): boolean {
  return expression.kind === 'column' && !expression.nullable && COMPARED[expression.type.kind] !== 'but_zero_dates'
}
