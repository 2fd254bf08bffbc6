import { STRING } from '#arrow'
import { type Expression, isNullable } from '#plan'
import type { ExpressionNode } from '../query-request.ts'
import { toCommonType } from './coerce.ts'
import { expressionEnv } from './expression.ts'
import type { BoundTable } from './scope.ts'
import type { Surroundings } from './surroundings.ts'

/** VALUES: columns named column1, column2, ...; each of the common type of its values. */
export function bindValues(around: Surroundings, rows: readonly (readonly ExpressionNode[])[]): BoundTable {
  const { binding } = around
  const scope = { relations: [], visible: [], parent: around.outer, ctes: around.ctes }
  const env = expressionEnv(binding, scope, 'VALUES')
  const width = rows[0]?.length ?? 0
  if (width === 0 || rows.some((row) => row.length !== width)) {
    const message = 'VALUES needs rows of at least one column, all of the same length.'
    const other = rows.find((row) => row.length !== width)
    throw binding.errorAtStart('VALIDATION_ERROR', message, '42601', other?.[0] ?? rows)
  }
  const operands = rows.map((row) => row.map((node) => env.operand(node)))
  const columns = Array.from({ length: width }, (_, index) => {
    const column = operands.flatMap((row) => row[index] ?? [])
    return toCommonType(binding, column, 'VALUES', rows[0]?.[index] ?? rows)
  })
  const outputs = columns.map(({ expressions, type }, index) =>
    binding.newColumn(`column${index + 1}`, type, expressions.some(isNullable)),
  )
  const missing: Expression = { kind: 'literal', value: null, type: STRING }
  return {
    plan: {
      kind: 'values',
      columns: outputs,
      rows: rows.map((_, row) => columns.map(({ expressions }) => expressions[row] ?? missing)),
    },
    columns: outputs.map((column) => ({ column, unknown: null })),
  }
}
