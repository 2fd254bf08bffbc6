export type { Configuration } from '#config'
export {
  AjnaError,
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  QueryError,
  QueryTimeoutError,
  ValidationError,
} from '#core'
export type { QueryRequest, SqlToQueryRequest as SQLToQueryRequest } from '#query'
export type { AnalyticalEngineOptions, ExecuteOptions } from './analytical-engine.ts'
export { AnalyticalEngine, AnalyticalEngine as AnalyticsEngine } from './analytical-engine.ts'
export type { InProcessCluster, InProcessOptions } from './in-process.ts'
export { startInProcess } from './in-process.ts'
export type { QueryMetadata, QueryResult, ResultData } from './query-result.ts'
export { VERSION } from './version.ts'
