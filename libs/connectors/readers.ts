import type { SourceConfig } from '#config'
import { ValidationError } from '#core'
import type { SourceReader } from './spi.ts'

export { connectionKey } from './connection-key.ts'
export { sourceTable } from './table-ref.ts'

/**
 * Opens a source. Its driver is loaded now, its server is reached at the first use.
 * @throws ValidationError SOURCE_TYPE_UNAVAILABLE for a type that is not built
 */
export async function createReader(config: SourceConfig): Promise<SourceReader> {
  switch (config.type) {
    case 'postgres':
      return (await import('./postgres/reader.ts')).createPostgresReader(config)
    case 'mysql':
      return (await import('./mysql/reader.ts')).createMysqlReader(config)
    case 'sqlite':
      return (await import('./sqlite/reader.ts')).createSqliteReader(config)
    case 'file':
      return (await import('./file/reader.ts')).createFileReader(config)
    default:
      throw new ValidationError(
        'SOURCE_TYPE_UNAVAILABLE',
        `Source "${config.name}" has the type ${config.type}, which this version cannot query.`,
        { source: config.name },
      )
  }
}
