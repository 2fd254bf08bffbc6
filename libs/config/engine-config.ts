/** The engine YAML after defaults. One group per section; names are the YAML keys in camelCase. */
export interface EngineConfig {
  readonly query: QueryConfig
  readonly performance: PerformanceConfig
  readonly cache: CacheConfig
  readonly logging: LoggingConfig
  readonly health: HealthConfig
  readonly tracing: TracingConfig
  /** The service that resolves connection ids, when one is configured. */
  readonly backendApi?: BackendApiConfig
}

export interface QueryConfig {
  readonly maxJoinTables: number
  readonly maxFilterConditions: number
  readonly maxGroupByColumns: number
  readonly defaultLimit: number
  readonly maxLimit: number
  readonly queryTimeoutSeconds: number
  readonly enableWindowFunctions: boolean
  readonly enableComplexAggregations: boolean
  readonly enableSubqueries: boolean
  readonly enableCte: boolean
  readonly splitRows: number
  readonly maxSplits: number
  readonly enableQueryOptimization: boolean
}

export interface PerformanceConfig {
  readonly maxMemoryMb: number
  readonly maxSpillMb: number | null
  readonly memoryWarningThresholdPercent: number
  readonly maxCpuPercent: number
  readonly enableParallelExecution: boolean
  readonly maxParallelWorkers: number
  readonly exchangeCompression: 'none' | 'zstd'
  readonly slowQueryWarningSeconds: number
  readonly slowQueryCriticalSeconds: number
}

export interface CacheConfig {
  readonly enabled: boolean
  readonly size: number
  readonly ttlSeconds: number
  readonly evictionPolicy: 'lru' | 'lfu' | 'fifo'
  readonly warningHitRatePercent: number
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface LoggingConfig {
  readonly level: LogLevel
  readonly enableQueryLogging: boolean
  readonly enablePerformanceMetrics: boolean
  readonly logToConsole: boolean
  readonly logToFile: boolean
  readonly logFilePath: string
}

export interface HealthConfig {
  readonly checkIntervalSeconds: number
  readonly enableDependencyChecks: boolean
  readonly enableResourceChecks: boolean
  readonly enableFunctionalChecks: boolean
}

export interface TracingConfig {
  readonly enabled: boolean
  readonly endpoint: string | null
  readonly serviceName: string
  readonly sampleRate: number
}

export interface BackendApiConfig {
  readonly endpoint: string
  /** A secret. */
  readonly token: string
  /** Seconds. */
  readonly cacheTtl: number
  /** Seconds. */
  readonly timeout: number
  readonly retryAttempts: number
}
