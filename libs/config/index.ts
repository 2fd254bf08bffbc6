export type { ConfigurationReport } from './check.ts'
export { checkConfiguration } from './check.ts'
export type {
  BackendApiConfig,
  CacheConfig,
  EngineConfig,
  HealthConfig,
  LoggingConfig,
  LogLevel,
  PerformanceConfig,
  QueryConfig,
  TracingConfig,
} from './engine-config.ts'
export type { Configuration, ConfigurationPaths, LoadOptions } from './load.ts'
export {
  datasourcesFromObject,
  engineConfigFromObject,
  loadConfiguration,
  loadDatasources,
  loadEngineConfig,
} from './load.ts'
export { problemText } from './problems.ts'
export { REDACTED, redacted, redactedSource } from './redact.ts'
export { configurationReference } from './reference.ts'
export { secretKeys } from './registry/index.ts'
export type { Flags, Settings } from './settings.ts'
export { isLoopback, requireTokensOffLoopback, resolveSettings } from './settings.ts'
export type {
  DatasourceConfig,
  DeclaredTable,
  FileSourceConfig,
  MysqlSourceConfig,
  PostgresSourceConfig,
  Relationship,
  SourceConfig,
  SqliteSourceConfig,
  SslMode,
  UnavailableSourceConfig,
} from './source-config.ts'
export type { UsableSourceConfig } from './usable.ts'
export { requireUsable } from './usable.ts'
