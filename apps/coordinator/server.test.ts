import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { datasourcesFromObject, engineConfigFromObject } from '#config'
import { createMemoryQueueService } from '#queue/memory'
import { createFolderResultStore } from '#results/folder'
import { noTelemetry } from '#telemetry'
import { type Server, startServer } from './server.ts'

const CLUSTER_KEY = 'k'.repeat(64)

let folder: string
let server: Server
let url: URL
const queue = createMemoryQueueService()

function options(tokens: readonly string[] = [], host = '127.0.0.1', port = 0) {
  return {
    queue,
    store: createFolderResultStore(join(folder, 'results')),
    datasources: datasourcesFromObject({ sources: { files: { type: 'csv', path: '/nowhere.csv' } } }),
    config: engineConfigFromObject({}),
    telemetry: noTelemetry,
    clusterKey: CLUSTER_KEY,
    host,
    port,
    advertiseUrl: null,
    tokens,
    tempFolder: join(folder, 'kernels'),
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajna-server-'))
  server = await startServer(options())
  url = new URL(server.url)
})
afterAll(async () => {
  await server?.drain()
  await queue.close()
  await rm(folder, { recursive: true })
})

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

async function send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  const sent = request({ host: url.hostname, port: url.port, method, path, headers })
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

describe('over HTTP', () => {
  test('a foreign Host is refused, its own is served', async () => {
    expect((await send('GET', '/healthz', {})).status).toBe(200)
    const foreign = await send('GET', '/healthz', { host: 'rebound.example' })
    expect(foreign.status).toBe(403)
    expect(foreign.headers['content-type']).toBe('application/problem+json')
  })

  test('a body may come in chunks, and not be too long', async () => {
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
    const good = await send('POST', '/v1/validate', headers, '{"sql": "SELECT 1 AS one"}')
    expect(JSON.parse(good.body)).toMatchObject({ valid: true })
    const long = await send('POST', '/v1/validate', headers, `{"sql": "${'x'.repeat(2_200_000)}"}`)
    expect(long.status).toBe(413)
    const told = { 'content-type': 'application/json', 'content-length': '2200011' }
    const lengthy = await send('POST', '/v1/validate', told, `{"sql": "${'x'.repeat(2_200_000)}"}`)
    expect(lengthy.status).toBe(413)
    expect((await send('GET', '/healthz', {})).status).toBe(200)
  })

  test('Expect: 100-continue is answered', async () => {
    const body = '{"sql": "SELECT 1 AS one"}'
    const headers = {
      'content-type': 'application/json',
      expect: '100-continue',
      'content-length': String(body.length),
    }
    const sent = request({ host: url.hostname, port: url.port, method: 'POST', path: '/v1/validate', headers })
    sent.flushHeaders()
    await once(sent, 'continue')
    sent.end(body)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    expect(await text(response)).toContain('"valid":true')
  })

  test('a DELETE and a POST without a body need no content type', async () => {
    expect((await send('DELETE', `/v1/queries/q_${'0'.repeat(32)}`, {})).status).toBe(404)
    expect((await send('POST', '/v1/sources/nowhere/test', { 'content-length': '0' })).status).toBe(404)
    expect((await send('POST', '/v1/queries', {})).status).toBe(422)
  })

  test('without a worker health says so', async () => {
    const health = await send('GET', '/v1/health', {})
    expect(JSON.parse(health.body)).toMatchObject({
      status: 'degraded',
      checks: expect.arrayContaining([
        { name: 'workers', status: 'down', detail: expect.stringContaining('ajna worker') },
      ]),
    })
  })
})

describe('starting', () => {
  test('off loopback needs a token', async () => {
    await expect(startServer(options([], '0.0.0.0'))).rejects.toMatchObject({ code: 'CONFIGURATION_ERROR' })
  })

  test('on a taken port says which', async () => {
    await expect(startServer(options([], '127.0.0.1', Number(url.port)))).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${url.port}`,
    )
  })

  test('with a token closes the API, and a drain ends it', async () => {
    const closed = await startServer(options(['secret-token-of-9']))
    const open = await fetch(`${closed.url}/healthz`)
    expect(open.status).toBe(200)
    await open.text()
    const refused = await fetch(`${closed.url}/v1/workers`)
    expect(refused.status).toBe(401)
    expect(await refused.text()).not.toContain('secret-token')
    await closed.drain()
    await expect(fetch(`${closed.url}/healthz`)).rejects.toThrow()
  })
})
