import type { TableDescription } from './table.ts'

/** A table as a query names it: `users`, `warehouse.orders`, `warehouse.public.orders`, or by connection id. */
export interface TableName {
  readonly parts: readonly string[]
  readonly connectionId: string | null
}

/** What the binder asks of the sources. Implemented with describe tasks; descriptions are cached. */
export interface Catalog {
  /**
   * The description of the table a name stands for: a source's name (its `schema`/`table`, else the same name), then
   * `source.table`, then `source.schema.table`, then a table of `defaultConnectionId`.
   * @throws ValidationError UNKNOWN_TABLE naming the nearest table, SOURCE_TYPE_UNAVAILABLE for a type not built
   */
  describe(name: TableName, defaultConnectionId: string | null, signal: AbortSignal): Promise<TableDescription>
}
