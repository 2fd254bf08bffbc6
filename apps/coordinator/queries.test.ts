import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshPostgresDatabase } from '../../test/services/index.ts'
import {
  type App,
  call,
  type Finished,
  get,
  jsonOf,
  post,
  problemOf,
  type QueryBody,
  run,
  startApi,
  type TestApi,
} from '../../test/support/http-api.ts'
import { referenceExecute } from '../../test/support/reference.ts'

const SLOW = 'SELECT id FROM slow.slow_rows'

let api: TestApi
let app: App

beforeAll(async () => {
  const { url } = await freshPostgresDatabase()
  await referenceExecute(
    url,
    'CREATE TABLE n AS SELECT i AS id FROM generate_series(1, 3000) i; CREATE VIEW slow_rows AS SELECT id FROM n WHERE pg_sleep(0.01) IS NOT NULL',
  )
  api = await startApi({ slow: { type: 'postgres', uri: url } })
  app = api.app
})
afterAll(() => api?.close())

describe('submitting', () => {
  test('SQL within the wait is 200 with the first page', async () => {
    const response = await post(app, '/v1/queries', {
      sql: 'SELECT c.name, r.region FROM shop.customers c JOIN regions r ON r.customer_id = c.id ORDER BY 1',
      wait_timeout_seconds: 30,
      name: 'regions',
      tags: { team: 'a' },
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      state: 'SUCCEEDED',
      name: 'regions',
      row_count: 3,
      error: null,
      result: {
        rows: [
          ['Ada', 'north'],
          ['Bo', 'south'],
          ['Cy', 'east'],
        ],
        next_page: null,
      },
    })
  })

  test('without a wait it is 202 with a place to poll', async () => {
    const response = await post(app, '/v1/queries', { sql: 'SELECT id FROM shop.customers' })
    expect(response.status).toBe(202)
    const { query_id, links } = await jsonOf(response)
    expect(response.headers.get('location')).toBe(links.self)
    const polled = await get(app, `${links.self}?wait_seconds=30`)
    expect(polled.status).toBe(200)
    expect(await polled.json()).toMatchObject({ query_id, state: 'SUCCEEDED', row_count: 3, progress: { fraction: 1 } })
    expect(polled.headers.get('cache-control')).toBe('no-store')
  })

  test('a QueryRequest runs as its SQL does', async () => {
    const sql = 'SELECT name FROM shop.customers WHERE id > 1 ORDER BY name DESC LIMIT 5'
    const request = await (await post(app, '/v1/convert', { sql })).json()
    const response = await post(app, '/v1/queries', { query: request, wait_timeout_seconds: 30 })
    expect(response.status).toBe(200)
    expect((await jsonOf<Finished>(response)).result?.rows).toEqual([['Cy'], ['Bo']])
  })

  test('parameters are bound, by name and with types', async () => {
    const sql = 'SELECT name FROM shop.customers WHERE id = :id AND name = :name'
    const { result } = await run(app, sql, { parameters: { id: { value: '2', type: 'int64' }, name: 'Bo' } })
    expect(result?.rows).toEqual([['Bo']])
  })

  test('a query that fails within the wait is 200 with its error', async () => {
    const { state, error, result } = await run(app, 'SELECT nam FROM shop.customers')
    expect(state).toBe('FAILED')
    expect(error).toMatchObject({ code: 'UNKNOWN_COLUMN', position: { line: 1, column: 8 } })
    expect(error?.message).toContain('name')
    expect(result).toBeNull()
  })

  test('what outlasts the wait goes on, or is canceled', async () => {
    const slow = { sql: SLOW, wait_timeout_seconds: 0.3 }
    const going = await post(app, '/v1/queries', slow)
    expect(going.status).toBe(202)
    const { query_id, state } = await jsonOf(going)
    expect(['PLANNING', 'RUNNING']).toContain(state)
    const canceled = await post(app, '/v1/queries', { ...slow, on_wait_timeout: 'cancel' })
    expect(canceled.status).toBe(202)
    const { links } = await jsonOf(canceled)
    const ended = await jsonOf(await get(app, `${links.self}?wait_seconds=20`))
    expect(ended.state).toBe('CANCELED')
    await call(app, 'DELETE', `/v1/queries/${query_id}`)
  })

  test('an Idempotency-Key gives the same query, and refuses another body', async () => {
    const key = { 'idempotency-key': `key-${Date.now()}` }
    const body = { sql: 'SELECT 1 AS one', wait_timeout_seconds: 20 }
    const first = await (await post(app, '/v1/queries', body, key)).json()
    const again = await post(app, '/v1/queries', body, key)
    expect(again.status).toBe(200)
    expect(await again.json()).toEqual(first)
    const other = await post(app, '/v1/queries', { ...body, sql: 'SELECT 2 AS two' }, key)
    expect(await problemOf(other)).toMatchObject({ status: 409, code: 'CONFLICT' })
    const long = await post(app, '/v1/queries', body, { 'idempotency-key': 'x'.repeat(300) })
    expect(await problemOf(long)).toMatchObject({ status: 422 })
  })

  test('a source that is down fails its own query only, and tells no password', async () => {
    const { state, error } = await run(app, 'SELECT * FROM down.users')
    expect(state).toBe('FAILED')
    expect(error).toMatchObject({ code: 'SOURCE_UNREACHABLE', source: 'down', retryable: true })
    expect(error?.message).toContain('127.0.0.1:9')
    expect(JSON.stringify(error)).not.toContain('hunter2')
    expect((await run(app, 'SELECT 1 AS one')).state).toBe('SUCCEEDED')
  })
})

describe('a query that runs', () => {
  test('has no result yet, can be followed, is canceled, and then deleted', async () => {
    const { query_id } = await jsonOf(await post(app, '/v1/queries', { sql: SLOW, wait_timeout_seconds: 0.3 }))
    const self = `/v1/queries/${query_id}`
    for (const path of ['results', 'results?format=csv', 'results/parts', 'results/parts/p0']) {
      const early = await get(app, `${self}/${path}`)
      expect(early.headers.get('retry-after')).toBe('1')
      expect(await problemOf(early)).toMatchObject({ status: 409, code: 'CONFLICT', state: 'RUNNING', retryable: true })
    }
    expect((await get(app, self)).headers.get('retry-after')).toBe('1')
    const events = await get(app, `${self}/events`)
    expect(events.headers.get('content-type')).toContain('text/event-stream')
    const deleted = await call(app, 'DELETE', self)
    expect(deleted.status).toBe(202)
    const seen = [...(await events.text()).matchAll(/event: query\ndata: (.+)\n\n/g)].map(([, data = '']) =>
      JSON.parse(data),
    )
    expect(seen[0].state).toBe('RUNNING')
    expect(seen.at(-1)).toMatchObject({ query_id, state: 'CANCELED' })
    const none = await problemOf(await get(app, `${self}/results`))
    expect(none).toMatchObject({ status: 409, state: 'CANCELED', retryable: false })
    const gone = await call(app, 'DELETE', self)
    expect(gone.status).toBe(204)
    expect(await gone.text()).toBe('')
    for (const path of ['', '/results', '/plan', '/events']) {
      expect(await problemOf(await get(app, `${self}${path}`))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    }
    expect((await problemOf(await call(app, 'DELETE', self))).status).toBe(404)
  })

  test('that failed says why it has no result', async () => {
    const { query_id } = await run(app, 'SELECT * FROM shop.custmers')
    const problem = await problemOf(await get(app, `/v1/queries/${query_id}/results`))
    expect(problem).toMatchObject({ status: 409, state: 'FAILED' })
    expect(problem.detail).toContain('Did you mean "customers"?')
  })

  test('that has ended is one event', async () => {
    const { query_id } = await run(app, 'SELECT 1 AS one')
    const text = await (await get(app, `/v1/queries/${query_id}/events`)).text()
    expect(text.match(/event: query/g)).toHaveLength(1)
  })

  test('shows the plan with figures once it ran', async () => {
    const { query_id } = await run(app, 'SELECT c.name FROM shop.customers c JOIN regions r ON r.customer_id = c.id')
    expect(await jsonOf<unknown>(await get(app, `/v1/queries/${query_id}/plan`))).toMatchObject({
      query_id,
      state: 'SUCCEEDED',
      plan: { fragments: [{ actual: { rows: 3 } }, { actual: { rows: 3 } }], residual: { actual: { rows: 3 } } },
      text: expect.stringContaining('actual: 3 rows'),
    })
  })
})

test('a query is verified on request', async () => {
  const sql = 'SELECT id, amount FROM shop.orders WHERE customer_id = 1 ORDER BY amount DESC LIMIT 7'
  expect(await run(app, sql, { verify: true })).toMatchObject({ state: 'SUCCEEDED', row_count: 7, message: null })
  expect(await run(app, sql, { verify: true, pushdown: 'off' })).toMatchObject({ state: 'SUCCEEDED', row_count: 7 })
})

describe('the history', () => {
  test('is filtered by name, tag and state, and paged by cursor, newest first', async () => {
    const ids: string[] = []
    for (const [index, sql] of ['SELECT 1 AS a', 'SELECT 2 AS a', 'SELECT x FROM shop.customers'].entries()) {
      ids.unshift((await run(app, sql, { name: 'paged', tags: { n: String(index) } })).query_id)
    }
    const list = async (query: string) => {
      const response = await get(app, `/v1/queries?${query}`)
      expect(response.status).toBe(200)
      const { queries, next_cursor } = await jsonOf<{ queries: QueryBody[]; next_cursor: string | null }>(response)
      return { ids: queries.map((one) => one.query_id), next_cursor }
    }
    expect(await list('name=paged')).toEqual({ ids, next_cursor: null })
    expect((await list('name=paged&state=FAILED')).ids).toEqual(ids.slice(0, 1))
    expect((await list('tag=n%3D1')).ids).toEqual(ids.slice(1, 2))
    const first = await list('name=paged&limit=2')
    expect(first.ids).toEqual(ids.slice(0, 2))
    expect(await list(`name=paged&limit=2&cursor=${first.next_cursor}`)).toEqual({
      ids: ids.slice(2),
      next_cursor: null,
    })
    expect(await problemOf(await get(app, '/v1/queries?cursor=../../etc'))).toMatchObject({ status: 422 })
    expect(await problemOf(await get(app, '/v1/queries?limit=0&state=DONE'))).toMatchObject({ status: 422 })
  })
})
