import type { EngineType } from '#arrow'
import type { Expression, OutputColumn } from '#plan'
import { Noted } from './faults.ts'
import type { FromItem } from './joins.ts'
import type { BoundTable, ScopeColumn } from './scope.ts'

/** The type of what could not be bound, told by identity: where faults are noted, nothing is said of what uses it. */
const POISON_TYPE: EngineType = Object.freeze({ kind: 'string' })

/** The name, which no one can write, of a column that stands for all the unknown columns of a table. */
export const UNKNOWN_COLUMNS = '\0'

/** Stands for an expression that could not be bound. */
export const POISON: Expression = { kind: 'column', id: 'unknown', type: POISON_TYPE, nullable: true }

const UNKNOWN_COLUMN: OutputColumn = { id: 'unknown', name: UNKNOWN_COLUMNS, type: POISON_TYPE, nullable: true }

/** Whether a type stands for an unknown one. */
export function isPoison(type: EngineType): boolean {
  return type === POISON_TYPE
}

/** Passes a type on. @throws Noted when it stands for an unknown one */
export function refusePoison(type: EngineType): void {
  if (isPoison(type)) throw new Noted()
}

/** Whether some columns of a list are not known. */
export function hasUnknownColumns(columns: readonly { readonly name: string }[]): boolean {
  return columns.some(({ name }) => name === UNKNOWN_COLUMNS)
}

/** A query that could not be bound: it may have any columns. */
export function unknownTable(): BoundTable {
  return {
    plan: { kind: 'values', columns: [UNKNOWN_COLUMN], rows: [] },
    columns: [{ column: UNKNOWN_COLUMN, unknown: null }],
  }
}

/** An item of FROM that could not be bound. */
export function unknownItem(names: readonly string[]): FromItem {
  const columns: readonly ScopeColumn[] = [{ name: UNKNOWN_COLUMNS, expression: POISON }]
  return { plan: unknownTable().plan, relations: [{ names, columns, primaryKey: [] }], visible: columns }
}
