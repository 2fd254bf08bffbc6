import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type App,
  call,
  get,
  jsonOf,
  post,
  problemOf,
  type QueryBody,
  startApi,
  type TestApi,
} from '../../test/support/http-api.ts'

const ALICE = { authorization: 'Bearer alice-token-1' }
const BOB = { authorization: 'bearer bob-token-2' }
const PRIVATE = ['/v1/queries', '/v1/sources', '/v1/workers', '/v1/health', '/metrics', '/v1/tables?source=shop']

let api: TestApi

beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.close())

describe('on loopback without tokens', () => {
  test.each(['localhost:8080', '127.0.0.1', '127.8.9.1:1', '[::1]:8080', 'LOCALHOST'])(
    'the Host %s is let in',
    async (host) => {
      expect((await api.app.request(`http://${host}/v1/sources`)).status).toBe(200)
    },
  )

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1', '0.0.0.0', '[::2]'])(
    'the Host %s is refused everywhere',
    async (host) => {
      for (const path of ['/v1/sources', '/healthz', '/docs', '/nothing']) {
        expect(await problemOf(await api.app.request(`http://${host}/${path.slice(1)}`))).toMatchObject({
          status: 403,
          code: 'FORBIDDEN',
        })
      }
    },
  )

  test.each(['https://evil.example', 'null', 'http://localhost.evil.example', 'chrome-extension://abc', ''])(
    'the Origin "%s" is refused',
    async (origin) => {
      const sent = await post(api.app, '/v1/queries', { sql: 'SELECT 1' }, { origin })
      expect(await problemOf(sent)).toMatchObject({ status: 403 })
      const tested = await call(api.app, 'POST', '/v1/sources/shop/test', { headers: { origin } })
      expect((await problemOf(tested)).status).toBe(403)
    },
  )

  test('its own pages and plain clients are let in', async () => {
    const own = { origin: 'http://127.0.0.1:8080' }
    expect((await post(api.app, '/v1/validate', { sql: 'SELECT 1' }, own)).status).toBe(200)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
      const headers = { 'content-type': type }
      expect((await call(api.app, 'POST', '/v1/sources/shop/test', { headers })).status).toBe(200)
      expect((await call(api.app, 'DELETE', `/v1/queries/q_${'0'.repeat(32)}`, { headers })).status).toBe(404)
    }
    expect((await call(api.app, 'POST', '/v1/sources/shop/test')).status).toBe(200)
  })

  test('other origins get no CORS headers', async () => {
    const response = await call(api.app, 'OPTIONS', '/v1/queries', { headers: { origin: 'http://localhost:3000' } })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('with tokens', () => {
  let app: App
  beforeAll(() => {
    app = api.appFor({ kind: 'tokens', tokens: ['alice-token-1', 'bob-token-2'] })
  })

  test.each(PRIVATE)('%s needs one', async (path) => {
    for (const authorization of [
      '',
      'Bearer',
      'Bearer ',
      'Bearer wrong',
      'Basic alice-token-1',
      'Bearer alice-token-1 x',
    ]) {
      const response = await get(app, path, authorization === '' ? {} : { authorization })
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
      const problem = await problemOf(response)
      expect(problem).toMatchObject({ status: 401, code: 'UNAUTHORIZED' })
      expect(JSON.stringify(problem)).not.toContain('alice')
    }
    expect((await get(app, path, ALICE)).status).toBe(200)
  })

  test('nothing is told of what exists without one', async () => {
    for (const [method, path] of [
      ['GET', '/nothing'],
      ['PUT', '/v1/queries'],
      ['POST', '/v1/queries'],
    ] as const) {
      expect((await problemOf(await call(app, method, path))).status).toBe(401)
    }
  })

  test('probes and the description are open', async () => {
    for (const path of ['/healthz', '/readyz', '/docs', '/openapi.json', '/v1/query-request.schema.json']) {
      expect((await get(app, path)).status).toBe(200)
    }
  })

  test('any Host is served: a token is proof enough', async () => {
    const response = await app.request('http://ajna.example/v1/sources', { headers: ALICE })
    expect(response.status).toBe(200)
  })

  test('a caller sees its own queries only', async () => {
    const key = { 'idempotency-key': 'shared-key' }
    const body = { sql: 'SELECT 1 AS one', wait_timeout_seconds: 20 }
    const mine = await jsonOf(await post(app, '/v1/queries', body, { ...ALICE, ...key }))
    const theirs = await jsonOf(await post(app, '/v1/queries', { ...body, sql: 'SELECT 2' }, { ...BOB, ...key }))
    expect(theirs.query_id).not.toBe(mine.query_id)
    for (const path of ['', '/results', '/results/parts', '/results/parts/p0', '/plan', '/events']) {
      const foreign = await problemOf(await get(app, `/v1/queries/${mine.query_id}${path}`, BOB))
      expect(foreign).toMatchObject({ status: 404, code: 'NOT_FOUND' })
      const unknown = await problemOf(await get(app, `/v1/queries/q_${'0'.repeat(32)}${path}`, BOB))
      expect(foreign.detail).toBe(unknown.detail.replace(`q_${'0'.repeat(32)}`, mine.query_id))
    }
    const removal = await call(app, 'DELETE', `/v1/queries/${mine.query_id}`, { headers: BOB })
    expect((await problemOf(removal)).status).toBe(404)
    expect((await get(app, `/v1/queries/${mine.query_id}`, ALICE)).status).toBe(200)
    const { queries } = await jsonOf<{ queries: QueryBody[] }>(await get(app, '/v1/queries', BOB))
    expect(queries.map(({ query_id }) => query_id)).toEqual([theirs.query_id])
  })
})
