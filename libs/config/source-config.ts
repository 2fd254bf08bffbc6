import type { Field } from '#arrow'

/** A source as configured, `${ENV}` resolved, `uri` taken apart. `name` is its key under `sources:`. */
export type SourceConfig =
  | PostgresSourceConfig
  | MysqlSourceConfig
  | SqliteSourceConfig
  | FileSourceConfig
  | UnavailableSourceConfig

interface SourceBase {
  readonly name: string
  /** The schema and table the source's name stands for, when they differ from the name. */
  readonly schema: string | null
  readonly table: string | null
  /** What `tables:` declares for this source: by table name, then by column name. */
  readonly declared: Readonly<Record<string, DeclaredTable>>
  /** Fetches that run there at once over all workers, at most; absent where nothing bounds them. */
  readonly maxConcurrentFetches?: number
  /** Why the source cannot be queried as it is written, as a sentence; absent when it can. */
  readonly unusable?: string
}

export interface DeclaredTable {
  readonly columns: Readonly<Record<string, Field>>
  readonly primaryKey: readonly string[]
  readonly relationships?: readonly Relationship[]
}

/** How a declared table refers to another one. */
export interface Relationship {
  readonly table: string
  readonly foreignKey: string
  readonly type: 'one-to-one' | 'one-to-many' | 'many-to-one' | 'many-to-many' | null
}

interface ServerSource extends SourceBase {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  readonly password: string | null
  readonly maxConnections: number
  readonly connectTimeoutMs: number
}

/** libpq's modes: `allow` and `prefer` fall back to plain text, `require` does not check the certificate. */
export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

export interface PostgresSourceConfig extends ServerSource {
  readonly type: 'postgres'
  readonly sslmode: SslMode
  /** Path of a PEM file with the authorities to trust, or null for the system's. */
  readonly sslrootcert: string | null
  readonly applicationName: string
}

export interface MysqlSourceConfig extends ServerSource {
  readonly type: 'mysql'
  readonly sslmode: SslMode
  readonly sslrootcert: string | null
  readonly charset: string
  readonly applicationName: string
  /** Whether a large table may be locked against writing for the moment in which several connections open on it. */
  readonly snapshotLock: boolean
}

export interface SqliteSourceConfig extends SourceBase {
  readonly type: 'sqlite'
  /** Absolute path. */
  readonly path: string
}

export interface FileSourceConfig extends SourceBase {
  readonly type: 'file'
  readonly format: 'parquet' | 'csv' | 'json'
  /** Absolute path or glob. */
  readonly path: string
  /** CSV only; null lets the reader find out. */
  readonly delimiter: string | null
  readonly header: boolean | null
  /** CSV only: the text that stands for NULL. */
  readonly nullText: string | null
}

/** A source that loads and validates but cannot be queried in this version. */
export interface UnavailableSourceConfig extends SourceBase {
  readonly type: 'athena' | 'bigquery' | 'snowflake' | 'connection_id'
  /** The keys of that type by their YAML names, secrets among them: show it only through `redactedSource`. */
  readonly settings?: Readonly<Record<string, string | number | boolean | null>>
}

/** Everything under `sources:`/`datasources:` and `tables:`. */
export interface DatasourceConfig {
  readonly sources: Readonly<Record<string, SourceConfig>>
  /** Faults that do not stop the load: a key file that is missing, say. */
  readonly warnings: readonly string[]
}
