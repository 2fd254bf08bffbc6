import { resolveSettings, type Settings } from '#config'
import { ConfigurationError } from '#core'
import { ApiClient, sendTo } from './api-client.ts'
import type { CommandLine } from './arguments.ts'

/** An API to talk to, and how to let go of it. */
export interface Connection {
  readonly client: ApiClient
  close(): Promise<void>
}

/** The settings of a command line and the environment. @throws ConfigurationError */
export function settingsOf(line: CommandLine): Settings {
  return resolveSettings(line.flags, process.env)
}

/** The coordinator that was named, or an engine in this process. @throws ConfigurationError without either */
export async function connect(line: CommandLine): Promise<Connection> {
  const settings = settingsOf(line)
  if (settings.coordinatorUrl !== null) return connectTo(settings.coordinatorUrl, settings)
  const datasources = requiredDatasources(settings)
  const { connectInProcess } = await import('./connect-in-process.ts')
  return connectInProcess(datasources, settings.engine)
}

/** The coordinator that was named. @throws ConfigurationError when none is */
export function connectToCluster(line: CommandLine): Connection {
  const settings = settingsOf(line)
  if (settings.coordinatorUrl !== null) return connectTo(settings.coordinatorUrl, settings)
  throw new ConfigurationError(
    `"ajna ${line.command}" asks a running coordinator: name it with --coordinator URL (or AJNA_COORDINATOR_URL).`,
  )
}

/** The datasources file that a command needs. @throws ConfigurationError when none is named */
export function requiredDatasources(settings: Settings): string {
  if (settings.datasources !== null) return settings.datasources
  throw new ConfigurationError(
    'Name the sources with --datasources FILE (or AJNA_DATASOURCES), or a running coordinator with --coordinator URL (or AJNA_COORDINATOR_URL).',
  )
}

function connectTo(url: string, settings: Settings): Connection {
  return { client: new ApiClient(sendTo(url, settings.tokens[0])), close: () => Promise.resolve() }
}
