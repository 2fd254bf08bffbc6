import type { Position } from '#core'
import type { ReadContext, SectionValues } from './read-section.ts'
import { resolvePath } from './read-section.ts'
import { mysqlKeys, type postgresKeys, SOURCE_TYPES, SSL_MODES } from './registry/source-keys.ts'
import type { MysqlSourceConfig, PostgresSourceConfig, SslMode } from './source-config.ts'
import { parseSourceUri, type SourceUri } from './source-uri.ts'
import type { MappingTree } from './tree.ts'

type ServerValues = SectionValues<typeof postgresKeys>
type Common = Pick<PostgresSourceConfig, 'name' | 'schema' | 'table' | 'declared'>
/** Where a source stands, and the keys it has. */
export interface SourceScope {
  readonly place: Position
  readonly tree: MappingTree
  readonly context: ReadContext
}

type ServerParts = Omit<PostgresSourceConfig, 'type' | keyof Common>

/** A PostgreSQL source from its keys and `uri`. */
export function postgresSource(common: Common, values: ServerValues, scope: SourceScope): PostgresSourceConfig {
  return { type: 'postgres', ...common, ...serverParts(common.name, 'postgres', values, scope).parts }
}

/** A MySQL or MariaDB source from its keys and `uri`. */
export function mysqlSource(
  common: Common,
  values: SectionValues<typeof mysqlKeys>,
  scope: SourceScope,
): MysqlSourceConfig {
  const { parts, uri } = serverParts(common.name, 'mysql', values, scope)
  const charset = values.charset ?? uri?.options['charset'] ?? 'utf8mb4'
  return { type: 'mysql', ...common, ...parts, charset, snapshotLock: values.snapshotLock }
}

const DEFAULT_PORTS = { postgres: 5432, mysql: 3306 }

function serverParts(
  name: string,
  type: 'postgres' | 'mysql',
  values: ServerValues,
  { place, tree, context }: SourceScope,
): { parts: ServerParts; uri: SourceUri | null } {
  const uri = values.uri === null ? null : readUri(name, type, values.uri, place, context)
  const needed = (key: 'host' | 'database' | 'username'): string => {
    const value = values[key] ?? uri?.[key]
    if (value !== null && value !== undefined && value !== '') return value
    // A key or uri that is written but wrong has its own problem.
    const isWritten = tree.entries.has(key) || (key === 'username' && tree.entries.has('user'))
    if (!isWritten && (uri !== null || !tree.entries.has('uri'))) {
      context.problems.add(
        `Source "${name}" has no \`${key}\`${values.uri === null ? ' (or `uri`)' : ' in its keys or its `uri`'}.`,
        place,
      )
    }
    return ''
  }
  const option = (...keys: readonly string[]): string | null =>
    keys.map((key) => uri?.options[key]).find((value) => value !== undefined) ?? null
  const port = readPort(name, type, values, uri, place, context)
  const sslrootcert = values.sslrootcert ?? option('sslrootcert', 'ssl-ca')
  return {
    uri,
    parts: {
      host: needed('host'),
      database: needed('database'),
      username: needed('username'),
      password: values.password ?? uri?.password ?? null,
      sslmode:
        values.sslmode ?? uriSslMode(name, option('sslmode', 'ssl-mode', 'ssl_mode'), place, context) ?? 'prefer',
      sslrootcert: sslrootcert === null ? null : resolvePath(sslrootcert, context),
      applicationName: values.applicationName ?? option('application_name') ?? 'ajna',
      maxConnections: values.maxConnections,
      connectTimeoutMs: values.connectionTimeout * 1000,
      ...port,
    },
  }
}

const URI_OPTIONS = ['sslmode', 'ssl-mode', 'ssl_mode', 'sslrootcert', 'ssl-ca', 'application_name', 'charset']

function readUri(
  name: string,
  type: 'postgres' | 'mysql',
  text: string,
  place: Position,
  context: ReadContext,
): SourceUri | null {
  const uri = parseSourceUri(text)
  if (typeof uri === 'string') {
    context.problems.add(`The \`uri\` of source "${name}" cannot be read: ${uri}.`, place)
    return null
  }
  if (sourceTypeOfScheme(uri.scheme) !== type) {
    context.problems.add(
      `The \`uri\` of source "${name}" is not of its type: ${type} takes ${type === 'postgres' ? 'postgresql' : 'mysql'}://.`,
      place,
    )
    return null
  }
  for (const option of Object.keys(uri.options)) {
    if (URI_OPTIONS.includes(option)) continue
    context.problems.warn(`The \`uri\` of source "${name}" has an option "${option}" that is not used.`, place)
  }
  return uri
}

/** The kind of source that a uri's scheme stands for. */
export function sourceTypeOfScheme(scheme: string): 'postgres' | 'mysql' | null {
  const types: Readonly<Record<string, string>> = SOURCE_TYPES
  const type = Object.hasOwn(types, scheme) ? types[scheme] : null
  return type === 'postgres' || type === 'mysql' ? type : null
}

/** A template's `:port/` loads; the source says why it cannot be queried. The text may be part of a password. */
function readPort(
  name: string,
  type: 'postgres' | 'mysql',
  values: ServerValues,
  uri: SourceUri | null,
  place: Position,
  context: ReadContext,
): { port: number; unusable?: string } {
  if (values.port !== null) return { port: values.port }
  const written = uri?.port ?? null
  if (written === null) return { port: DEFAULT_PORTS[type] }
  const port = Number(written)
  if (/^\d{1,5}$/.test(written) && port >= 1 && port <= 65_535) return { port }
  const unusable = `The \`uri\` of source "${name}" has a port that is not a number from 1 to 65535; write the server's port there.`
  context.problems.warn(unusable, place)
  return { port: DEFAULT_PORTS[type], unusable }
}

function uriSslMode(name: string, written: string | null, place: Position, context: ReadContext): SslMode | null {
  if (written === null) return null
  const key = written.toLowerCase()
  const mode = Object.hasOwn(SSL_MODES, key) ? SSL_MODES[key] : undefined
  if (mode !== undefined) return mode
  context.problems.add(
    `The \`uri\` of source "${name}" has an unknown sslmode; use one of ${mysqlKeys.sslmode.allowed.join(', ')}.`,
    place,
  )
  return null
}
