import { ConfigurationError, ValidationError } from '#core'
import type { SourceConfig, UnavailableSourceConfig } from './source-config.ts'

/** A source that can be queried. */
export type UsableSourceConfig = Exclude<SourceConfig, UnavailableSourceConfig>

/**
 * The source, when it can be queried. Throws SOURCE_TYPE_UNAVAILABLE for a type that is not available in this
 * version, and a ConfigurationError for a source that a template left unfinished.
 */
export function requireUsable(source: SourceConfig): UsableSourceConfig {
  if (source.unusable !== undefined) throw new ConfigurationError(source.unusable, { source: source.name })
  switch (source.type) {
    case 'postgres':
    case 'mysql':
    case 'sqlite':
    case 'file':
      return source
    case 'athena':
    case 'bigquery':
    case 'snowflake':
    case 'connection_id': {
      const what =
        source.type === 'connection_id' ? 'sources with a connection_id are' : `sources of type ${source.type} are`
      throw new ValidationError(
        'SOURCE_TYPE_UNAVAILABLE',
        `Source "${source.name}" cannot be queried: ${what} not available in this version.`,
        { source: source.name },
      )
    }
  }
}
