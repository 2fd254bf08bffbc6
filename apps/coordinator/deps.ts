import type { DatasourceConfig, EngineConfig } from '#config'
import type { Coordinator } from '#engine/coordinator'
import type { QueueService } from '#queue'
import type { ResultStore } from '#results'
import type { Telemetry } from '#telemetry'

/** What the routes need; everything is made by who starts the process. */
export interface AppDeps {
  readonly coordinator: Coordinator
  readonly queue: QueueService
  readonly store: ResultStore
  readonly datasources: DatasourceConfig
  readonly config: EngineConfig
  readonly telemetry: Telemetry
  readonly access: AccessPolicy
  readonly version: string
}

/** Who may call: holders of a token, or, on loopback without tokens, whoever speaks to a local name. */
export type AccessPolicy =
  | { readonly kind: 'tokens'; readonly tokens: readonly string[] }
  | { readonly kind: 'loopback' }

/** Values the middleware leaves for the routes. */
export interface AppEnv {
  Variables: {
    caller: string
    /** W3C traceparent of the request's span; null when tracing is off. */
    traceparent: string | null
  }
}
