import { createApp } from '#apps/coordinator'
import { loadConfiguration } from '#config'
import { startInProcess, VERSION } from '#engine'
import { createTelemetry } from '#telemetry'
import { ApiClient } from './api-client.ts'
import type { Connection } from './connect.ts'

/** An engine that lives as long as one command. @throws ConfigurationError */
export async function connectInProcess(datasourcesPath: string, enginePath: string | null): Promise<Connection> {
  const { datasources, engine: config } = await loadConfiguration({ datasources: datasourcesPath, engine: enginePath })
  // Nobody could scrape the metrics of one command, and loading them takes as long as a small query.
  const logging = { ...config.logging, level: 'error' as const, enablePerformanceMetrics: false }
  const telemetry = await createTelemetry({ logging, tracing: config.tracing, service: 'ajna', version: VERSION })
  const cluster = await startInProcess({ datasources, config, telemetry })
  const access = { kind: 'loopback' } as const
  const app = createApp({ ...cluster, datasources, config, telemetry, access, version: VERSION })
  const client = new ApiClient((path, init) =>
    Promise.resolve(app.request(new URL(path, 'http://localhost').href, init)),
  )
  return {
    client,
    async close() {
      await cluster.close()
      await telemetry.close()
    },
  }
}
