import {
  backendApiKeys,
  cacheKeys,
  healthKeys,
  loggingKeys,
  performanceKeys,
  queryKeys,
  tracingKeys,
} from './engine-keys.ts'
import type { SectionSpec } from './key.ts'
import {
  athenaKeys,
  bigqueryKeys,
  connectionIdKeys,
  fileKeys,
  mysqlKeys,
  postgresKeys,
  snowflakeKeys,
  sqliteKeys,
} from './source-keys.ts'
import { columnKeys, relationshipKeys } from './table-keys.ts'

/** The sections of the engine YAML, by their YAML names. */
export const engineSections = {
  query: queryKeys,
  performance: performanceKeys,
  cache: cacheKeys,
  logging: loggingKeys,
  health: healthKeys,
  tracing: tracingKeys,
  backend_api: backendApiKeys,
} satisfies Record<string, SectionSpec>

/** The keys of a source, by its kind. */
export const sourceSections = {
  postgres: postgresKeys,
  mysql: mysqlKeys,
  sqlite: sqliteKeys,
  file: fileKeys,
  athena: athenaKeys,
  bigquery: bigqueryKeys,
  snowflake: snowflakeKeys,
  connection_id: connectionIdKeys,
} satisfies Record<string, SectionSpec>

/** The keys of what `tables:` declares. */
export const tableSections = {
  'columns.<column>': columnKeys,
  'relationships[]': relationshipKeys,
} satisfies Record<string, SectionSpec>

/** The names of every secret key, for redaction by key. */
export const secretKeys: readonly string[] = [
  ...new Set(
    [engineSections, sourceSections]
      .flatMap((sections) => Object.values<SectionSpec>(sections))
      .flatMap((section) => Object.entries(section))
      .filter(([, spec]) => spec.secret)
      .flatMap(([name, spec]) => [name, ...spec.aliases]),
  ),
]
