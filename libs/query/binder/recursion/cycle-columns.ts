import { arrayOf, type EngineType, INT32, STRING } from '#arrow'
import type { Expression, Literal, OutputColumn } from '#plan'
import type { CommonTable, CycleClause } from '../../query-request.ts'
import type { Binding } from '../binding.ts'
import { callOf, condition } from '../calls.ts'
import { castTo, toCommonType } from '../coerce.ts'
import { expressionEnv } from '../expression.ts'
import { type AddedColumn, beforeOf, type ColumnsBefore, pick, places, SAME_TEXT } from './added-column.ts'

/**
 * The columns of CYCLE: the mark, and the path, an array with one text for each row on the way.
 * @throws ValidationError 0A000 for columns whose equal values have several texts, and a mark that is not constant
 */
export function cycleColumns(
  binding: Binding,
  table: CommonTable,
  cycle: CycleClause,
  columns: readonly OutputColumn[],
): readonly AddedColumn[] {
  const at = places(columns, cycle.columns)
  for (const place of at) {
    const column = columns[place]
    if (column === undefined || SAME_TEXT.has(column.type.kind)) continue
    const message = `The column "${column.name}" of CYCLE in "${table.name}" must be an integer, text, date, timestamp, boolean or uuid; cast it.`
    throw binding.error('UNSUPPORTED', message, '0A000', table)
  }
  const { reached, fresh, type } = marks(binding, table, cycle)
  const path = arrayOf(STRING)
  const own = (row: readonly Expression[]): Expression => callOf('array_of', [rowText(row, at)], path)
  const known = (before: ColumnsBefore): Expression => beforeOf(before, cycle.using, path)
  return [
    {
      name: cycle.set,
      type,
      isRow: false,
      goesOn: (before) => condition('ne', [before, reached]),
      first: () => fresh,
      next: (row, before) => ({
        kind: 'case',
        branches: [{ when: condition('array_contains', [known(before), own(row)]), then: reached }],
        otherwise: fresh,
        type,
      }),
    },
    {
      name: cycle.using,
      type: path,
      isRow: true,
      first: own,
      next: (row, before) => callOf('array_concat', [known(before), own(row)], path),
    },
  ]
}

/** The two values of the mark, in their common type. */
function marks(
  binding: Binding,
  table: CommonTable,
  cycle: CycleClause,
): { readonly reached: Expression; readonly fresh: Expression; readonly type: EngineType } {
  const scope = { relations: [], visible: [], parent: null, ctes: new Map() }
  const env = expressionEnv(binding, scope, 'CYCLE')
  const operands = [cycle.to ?? { value: true }, cycle.default ?? { value: false }].map((node) => env.operand(node))
  const { expressions, type } = toCommonType(binding, operands, 'CYCLE', table)
  const [reached, fresh] = expressions
  if (reached?.kind === 'literal' && fresh?.kind === 'literal' && reached.value !== null && fresh.value !== null) {
    return { reached, fresh, type }
  }
  throw binding.error('UNSUPPORTED', 'The values of the mark of CYCLE must be constants.', '0A000', table)
}

/** The values of a row as one text, of which no two rows have the same: each with its length, NULL as N. */
function rowText(row: readonly Expression[], at: readonly number[]): Expression {
  const fields = pick(row, at, STRING).map((text): Expression => {
    const colon: Literal = { kind: 'literal', value: ':', type: STRING }
    const none: Literal = { kind: 'literal', value: 'N', type: STRING }
    const length = castTo(callOf('length', [text], INT32), STRING)
    return {
      kind: 'case',
      branches: [{ when: condition('is_null', [text]), then: none }],
      otherwise: callOf('concat', [length, colon, text], STRING),
      type: STRING,
    }
  })
  return callOf('concat', fields, STRING)
}
