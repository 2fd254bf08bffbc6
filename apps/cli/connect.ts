import { createApp } from '#apps/coordinator'
import { loadConfiguration, resolveSettings, type Settings } from '#config'
import { ConfigurationError } from '#core'
import { startInProcess, VERSION } from '#engine'
import { createTelemetry } from '#telemetry'
import { ApiClient, sendTo } from './api-client.ts'
import type { CommandLine } from './arguments.ts'

/** An API to talk to, and how to let go of it. */
export interface Connection {
  readonly client: ApiClient
  close(): Promise<void>
}

/** The settings of a command line and the environment. */
export function settingsOf(line: CommandLine): Settings {
  return resolveSettings(line.flags, process.env)
}

/** The coordinator that was named, or an engine in this process. @throws ConfigurationError without either */
export async function connect(line: CommandLine): Promise<Connection> {
  const settings = settingsOf(line)
  if (settings.coordinatorUrl !== null) {
    return {
      client: new ApiClient(sendTo(settings.coordinatorUrl, settings.tokens[0])),
      close: () => Promise.resolve(),
    }
  }
  return connectInProcess(settings)
}

async function connectInProcess(settings: Settings): Promise<Connection> {
  const datasourcesPath = requiredDatasources(settings)
  const { datasources, engine } = await loadConfiguration({ datasources: datasourcesPath, engine: settings.engine })
  const logging = { ...engine.logging, level: 'error' as const }
  const telemetry = await createTelemetry({ logging, tracing: engine.tracing, service: 'ajna', version: VERSION })
  const cluster = await startInProcess({ datasources, config: engine, telemetry })
  const app = createApp({
    ...cluster,
    datasources,
    config: engine,
    telemetry,
    access: { kind: 'loopback' },
    version: VERSION,
  })
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

/** The datasources file that a command needs. @throws ConfigurationError when none is named */
export function requiredDatasources(settings: Settings): string {
  if (settings.datasources !== null) return settings.datasources
  throw new ConfigurationError(
    'Name the sources with --datasources FILE (or AJNA_DATASOURCES), or a running coordinator with --coordinator URL (or AJNA_COORDINATOR_URL).',
  )
}
