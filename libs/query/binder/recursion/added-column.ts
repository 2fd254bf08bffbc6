import type { EngineType } from '#arrow'
import type { Expression, OutputColumn } from '#plan'
import { castTo } from '../coerce.ts'

/** A column that SEARCH or CYCLE adds to a recursive table. */
export interface AddedColumn {
  readonly name: string
  readonly type: EngineType
  /** True for the order of SEARCH and the path of CYCLE, which are rows or arrays of rows in PostgreSQL. */
  readonly isRow: boolean
  /** Its value in a row of the first term. */
  first(row: readonly Expression[]): Expression
  /** Its value in a row that comes of a row of the last round, whose columns are `before`. */
  next(row: readonly Expression[], before: ColumnsBefore): Expression
  /** Whether a row of the last round goes on, by its own value; absent where every row does. */
  readonly goesOn?: (before: Expression) => Expression
}

/** The columns of a row of the last round, by name. */
export type ColumnsBefore = ReadonlyMap<string, Expression>

/** Kinds of which equal values have equal text. */
export const SAME_TEXT: ReadonlySet<EngineType['kind']> = new Set([
  'boolean',
  'int16',
  'int32',
  'int64',
  'string',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'uuid',
])

/** Where the columns of these names stand. */
export function places(columns: readonly OutputColumn[], names: readonly string[]): readonly number[] {
  return names.map((name) => columns.findIndex((column) => column.name === name))
}

/** The values at some places of a row, as a type. */
export function pick(row: readonly Expression[], at: readonly number[], type: EngineType): readonly Expression[] {
  return at.flatMap((place) => {
    const value = row[place]
    return value === undefined ? [] : [castTo(value, type)]
  })
}

/** The column of a row of the last round; NULL where it has none. */
export function beforeOf(before: ColumnsBefore, name: string, type: EngineType): Expression {
  return before.get(name) ?? { kind: 'literal', value: null, type }
}
