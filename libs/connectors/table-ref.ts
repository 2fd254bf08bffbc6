import type { SourceConfig } from '#config'
import type { TableRef } from '#plan'
import { connectionKey } from './connection-key.ts'

/** The table a source's own name stands for: its configured `schema` and `table`, else the table of the same name. */
export function sourceTable(config: SourceConfig): TableRef {
  return {
    source: config.name,
    connection: connectionKey(config),
    sourceType: config.type,
    schema: config.schema,
    table: config.table ?? config.name,
  }
}
