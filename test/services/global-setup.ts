import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { TestProject } from 'vitest/node'
import type { RunningService } from './address.ts'
import { startMysql } from './mysql.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { startReference } from './reference.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where a test file asks for a service of the run: the first that asks starts it. */
    servicesUrl: string
  }
}

const starters: Readonly<Record<string, () => Promise<RunningService>>> = {
  '/postgres': startPostgres,
  '/mysql': startMysql,
  '/redis': startRedis,
  '/reference': startReference,
}

/** Starts each service once a run, when a test file first asks for it, and stops them all when the run ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = new Map<string, Promise<RunningService>>()
  const broker = createServer((request, response) => {
    void answer(running, request.url ?? '', response)
  })
  broker.listen(0, '127.0.0.1')
  await once(broker, 'listening')
  const address = broker.address()
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  project.provide('servicesUrl', `http://127.0.0.1:${address.port}`)
  return async () => {
    broker.close()
    broker.closeAllConnections()
    const services = await Promise.allSettled(running.values())
    await Promise.all(services.map((service) => (service.status === 'fulfilled' ? service.value.stop() : undefined)))
  }
}

async function answer(
  running: Map<string, Promise<RunningService>>,
  path: string,
  response: ServerResponse,
): Promise<void> {
  const start = starters[path]
  if (start === undefined) {
    response.writeHead(404).end(`There is no service ${path}.`)
    return
  }
  const service = running.get(path) ?? start()
  running.set(path, service)
  try {
    response.end(JSON.stringify(await service))
  } catch (error) {
    response.writeHead(500).end(error instanceof Error ? error.message : String(error))
  }
}
