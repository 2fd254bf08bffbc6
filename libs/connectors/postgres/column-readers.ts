import { type Field, typeName } from '#arrow'
import { QueryError } from '#core'
import type { DescribedColumn } from './backend-messages.ts'
import { wireForm } from './types.ts'
import { type ValueReader, valueReader } from './value-readers.ts'

/** The statement whose columns are looked at, for faults. */
export interface PlannedStatement {
  readonly source: string
  readonly sql: string
  readonly fields: readonly Field[]
}

/**
 * A reader for each column, by what the server says its type is.
 * @throws QueryError INTERNAL for another number of columns than planned, DATA_ERROR for a type that the planned one cannot be read from
 */
export function columnReaders(
  statement: PlannedStatement,
  described: readonly DescribedColumn[],
): readonly ValueReader[] {
  const { source, sql, fields } = statement
  if (described.length !== fields.length) {
    throw new QueryError(
      'INTERNAL',
      `Source "${source}" returned ${described.length} columns where ${fields.length} were planned.`,
      { source, sql },
    )
  }
  return described.map(({ typeOid }, index) => {
    const field = fields[index]
    const reader = field === undefined ? undefined : valueReader(wireForm(typeOid), field)
    if (field !== undefined && reader !== undefined) return reader
    throw new QueryError(
      'DATA_ERROR',
      `Source "${source}" sends column "${field?.name}" as a type (oid ${typeOid}) that cannot be read as ` +
        `${field === undefined ? 'planned' : typeName(field.type)}: the table has changed since it was described, or is ` +
        'declared wrongly under tables:; run the query again, or declare the column as string.',
      { source, sql },
    )
  })
}
