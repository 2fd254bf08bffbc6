export type {
  CacheConfig,
  EngineConfig,
  HealthConfig,
  LoggingConfig,
  LogLevel,
  PerformanceConfig,
  QueryConfig,
  TracingConfig,
} from './engine-config.ts'
export type {
  DatasourceConfig,
  DeclaredTable,
  FileSourceConfig,
  MysqlSourceConfig,
  PostgresSourceConfig,
  SourceConfig,
  SqliteSourceConfig,
  SslMode,
  UnavailableSourceConfig,
} from './source-config.ts'
