import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type DatasourceConfig, type EngineConfig, requireTokensOffLoopback } from '#config'
import { ConfigurationError } from '#core'
import { startCoordinator, VERSION } from '#engine/coordinator'
import { createHttpExchange } from '#exchange/http'
import type { QueueService } from '#queue'
import type { ResultStore } from '#results'
import type { Telemetry } from '#telemetry'
import { createApp } from './app.ts'
import type { AccessPolicy } from './deps.ts'
import { startHealthMonitor } from './health-monitor.ts'

export interface ServerOptions {
  readonly queue: QueueService
  readonly store: ResultStore
  readonly datasources: DatasourceConfig
  readonly config: EngineConfig
  readonly telemetry: Telemetry
  readonly clusterKey: string
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Where workers reach this coordinator; null for its own address. */
  readonly advertiseUrl: string | null
  readonly tokens: readonly string[]
  readonly tempFolder: string
}

export interface Server {
  readonly url: string
  /** Takes nothing new, lets running queries end, then closes. */
  drain(): Promise<void>
}

const CONCURRENT_QUERIES = 8
const RESULT_TTL_SECONDS = 24 * 60 * 60

/**
 * A coordinator behind one port: the API and the exchange.
 * @throws ConfigurationError when it would listen to the network without tokens, or the port is taken
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const access = accessPolicy(options)
  const server = createServer()
  const port = await listen(server, options.host, options.port)
  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`
  const exchange = createHttpExchange({ key: options.clusterKey, advertiseUrl: options.advertiseUrl ?? url })
  const coordinator = await startCoordinator({
    ...options,
    exchange: exchange.receiver,
    concurrency: CONCURRENT_QUERIES,
    resultTtlSeconds: RESULT_TTL_SECONDS,
    version: VERSION,
  })
  const app = createApp({
    ...options,
    coordinator,
    access,
    version: VERSION,
  })
  const listener = getRequestListener(app.fetch)
  server.on('checkContinue', (request, response) => {
    if (exchange.handle(request, response)) return
    response.writeContinue()
    void listener(request, response)
  })
  server.on('request', (request, response) => {
    if (!exchange.handle(request, response)) void listener(request, response)
  })
  const stopMonitor = startHealthMonitor({ ...options, coordinator })
  return {
    url,
    async drain() {
      stopMonitor()
      await coordinator.drain()
      await exchange.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function accessPolicy(options: ServerOptions): AccessPolicy {
  requireTokensOffLoopback(options)
  return options.tokens.length > 0 ? { kind: 'tokens', tokens: options.tokens } : { kind: 'loopback' }
}

async function listen(server: ReturnType<typeof createServer>, host: string, port: number): Promise<number> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new ConfigurationError(`Cannot listen on ${host}:${port}: is another program using the port?`, { cause })
  }
  const address = server.address()
  return address === null || typeof address === 'string' ? port : address.port
}
