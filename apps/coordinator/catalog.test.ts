import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshPostgresDatabase } from '../../test/services/index.ts'
import {
  type App,
  call,
  get,
  jsonOf,
  post,
  problemOf,
  run,
  SECRET,
  startApi,
  type TestApi,
} from '../../test/support/http-api.ts'
import { referenceExecute } from '../../test/support/reference.ts'

let api: TestApi
let app: App

beforeAll(async () => {
  const { url } = await freshPostgresDatabase()
  await referenceExecute(url, 'CREATE TABLE users (id bigint PRIMARY KEY, name varchar(20) NOT NULL, born date)')
  api = await startApi({ people: { type: 'postgres', uri: url } })
  app = api.app
})
afterAll(() => api?.close())

describe('sources', () => {
  test('are listed with their place and without credentials', async () => {
    const text = await (await get(app, '/v1/sources')).text()
    expect(text).not.toContain(SECRET)
    expect(JSON.parse(text).sources).toEqual(
      expect.arrayContaining([
        { name: 'down', type: 'postgres', location: '127.0.0.1:9/nowhere' },
        { name: 'shop', type: 'sqlite', location: expect.stringMatching(/shop\.db$/) },
      ]),
    )
  })

  test.each(['shop', 'regions', 'people'])('%s answers its test', async (name) => {
    const response = await call(app, 'POST', `/v1/sources/${name}/test`)
    expect(response.status).toBe(200)
    expect(await jsonOf<object>(response)).toMatchObject({ status: 'success', response_time_ms: expect.any(Number) })
  })

  test('that are down or unknown say so', async () => {
    const down = await problemOf(await call(app, 'POST', '/v1/sources/down/test'))
    expect(down).toMatchObject({ status: 502, code: 'SOURCE_UNREACHABLE', source: 'down', retryable: true })
    const unknown = await problemOf(await call(app, 'POST', '/v1/sources/shp/test'))
    expect(unknown).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(unknown.detail).toContain('Did you mean "shop"?')
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect((await problemOf(await call(app, 'POST', `/v1/sources/${name}/test`))).status).toBe(404)
      expect((await problemOf(await get(app, `/v1/tables?source=${name}`))).status).toBe(404)
    }
  })
})

describe('tables', () => {
  test('of a source are named', async () => {
    expect(await jsonOf<object>(await get(app, '/v1/tables?source=shop'))).toEqual({
      source: 'shop',
      tables: ['customers', 'orders'],
    })
  })

  test('are described', async () => {
    const response = await get(app, '/v1/tables?source=people&table=public.users')
    expect(await jsonOf<object>(response)).toMatchObject({
      source: 'people',
      schema: 'public',
      table: 'users',
      columns: [
        { name: 'id', type: 'int64', source_type: 'bigint', nullable: false },
        { name: 'name', type: 'string', nullable: false },
        { name: 'born', type: 'date', source_type: 'date', nullable: true },
      ],
      primary_key: ['id'],
      server: expect.stringContaining('PostgreSQL'),
    })
  })

  test('and sources that are unknown get the nearest name', async () => {
    const table = await problemOf(await get(app, '/v1/tables?source=shop&table=custmers'))
    expect(table.detail).toContain('Did you mean "customers"?')
    const source = await problemOf(await get(app, '/v1/tables?source=shpo&table=customers'))
    expect(source).toMatchObject({ status: 404 })
    expect(source.detail).toContain('"shop"')
    expect(await problemOf(await get(app, '/v1/tables'))).toMatchObject({ status: 422 })
  })
})

describe('language', () => {
  test('SQL converts to a QueryRequest that validates', async () => {
    const sql = 'SELECT note, sum(amount) AS total FROM shop.orders WHERE customer_id = 1 GROUP BY note'
    const query = await jsonOf<Record<string, unknown>>(await post(app, '/v1/convert', { sql, sql_name: 'totals' }))
    expect(query).toHaveProperty('group_by')
    const verdict = await post(app, '/v1/validate', { query })
    expect(await jsonOf<object>(verdict)).toEqual({ valid: true, errors: [], warnings: expect.any(Array) })
  })

  test('explain shows what each source is asked', async () => {
    const sql = 'SELECT u.name FROM people.users u JOIN shop.orders o ON o.customer_id = u.id WHERE o.id < 9'
    const body = await jsonOf<{ text: string; plan: { fragments: { source: string; sql: string }[] } }>(
      await post(app, '/v1/explain', { sql }),
    )
    expect(body.plan.fragments.map(({ source }) => source).sort()).toEqual(['people', 'shop'])
    expect(body.text).toContain('shop')
  })
})

describe('operations', () => {
  test('members, probes and health', async () => {
    expect(await jsonOf<object>(await get(app, '/v1/workers'))).toMatchObject({
      workers: [{ role: 'worker', concurrency: expect.any(Number) }],
      coordinators: [{ role: 'coordinator' }],
    })
    expect(await jsonOf<object>(await get(app, '/healthz'))).toMatchObject({ status: 'up', version: '0.0.0' })
    const ready = await get(app, '/readyz')
    expect(ready.status).toBe(200)
    expect(await jsonOf<object>(ready)).toEqual({
      status: 'ready',
      checks: [
        { name: 'queue', status: 'up' },
        { name: 'result_store', status: 'up' },
      ],
    })
    expect(await jsonOf<object>(await get(app, '/v1/health'))).toMatchObject({
      status: 'up',
      checks: expect.arrayContaining([{ name: 'workers', status: 'up', detail: null }]),
    })
  })

  test('metrics count the queries and hold no secret', async () => {
    await run(app, 'SELECT count(*) FROM shop.orders')
    const { headers } = await get(app, '/metrics')
    expect(headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const scraped = async (): Promise<string> => (await get(app, '/metrics')).text()
    // A query is counted when it has ended for its coordinator too, which is just after its client has heard of it.
    await expect.poll(scraped).toMatch(/^ajna_\w+\{.*state="SUCCEEDED".*\} \d/m)
    expect(await scraped()).not.toContain(SECRET)
  })
})
