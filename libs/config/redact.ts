import { sourceSections } from './registry/index.ts'
import type { KeySpec } from './registry/key.ts'
import type { SourceConfig } from './source-config.ts'

/** What stands in the place of a secret. */
export const REDACTED = '***'

/** A source as anyone may see it, in snake_case: no password, token or key. For `GET /v1/sources` and logs. */
export function redactedSource(source: SourceConfig): Readonly<Record<string, string | number | boolean | null>> {
  const names = { name: source.name, type: source.type, schema: source.schema, table: source.table }
  switch (source.type) {
    case 'postgres':
    case 'mysql':
      return {
        ...names,
        host: source.host,
        port: source.port,
        database: source.database,
        username: source.username,
        password: source.password === null ? null : REDACTED,
        sslmode: source.sslmode,
      }
    case 'sqlite':
      return { ...names, path: source.path }
    case 'file':
      return { ...names, path: source.path, format: source.format }
    case 'athena':
    case 'bigquery':
    case 'snowflake':
    case 'connection_id':
      return { ...redactedSettings(sourceSections[source.type], source.settings ?? {}), ...names }
  }
}

/** Every source under its name, as anyone may see it. */
export function redacted(config: {
  readonly sources: Readonly<Record<string, SourceConfig>>
}): Readonly<Record<string, Readonly<Record<string, string | number | boolean | null>>>> {
  return Object.fromEntries(Object.entries(config.sources).map(([name, source]) => [name, redactedSource(source)]))
}

function redactedSettings(
  section: Readonly<Record<string, KeySpec<unknown>>>,
  settings: Readonly<Record<string, string | number | boolean | null>>,
): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, section[key]?.secret === false ? value : REDACTED]),
  )
}
