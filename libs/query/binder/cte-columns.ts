import type { OutputColumn } from '#plan'
import type { CommonTable } from '../query-request.ts'
import type { Surroundings } from './surroundings.ts'

/** The columns under the names that WITH gives them. @throws ValidationError 42P10 for more names than columns */
export function renamedColumns(
  around: Surroundings,
  table: CommonTable,
  columns: readonly OutputColumn[],
): readonly OutputColumn[] {
  const names = table.columns ?? []
  if (names.length > columns.length) {
    const message = `WITH "${table.name}" has ${columns.length} columns, but ${names.length} names were given.`
    throw around.binding.error('VALIDATION_ERROR', message, '42P10', table)
  }
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }))
}
