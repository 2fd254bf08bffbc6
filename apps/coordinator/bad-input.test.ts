import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type App,
  call,
  get,
  jsonOf,
  post,
  problemOf,
  run,
  startApi,
  type TestApi,
} from '../../test/support/http-api.ts'

let api: TestApi
let app: App

beforeAll(async () => {
  api = await startApi()
  app = api.app
})
afterAll(() => api?.close())

const ROUTES = ['/v1/queries', '/v1/validate', '/v1/explain', '/v1/convert']

describe('bodies', () => {
  test.each(ROUTES)('that are no JSON are 400 on %s', async (path) => {
    for (const body of ['{"sql": ', 'SELECT 1', '{"sql": "a"} x', '{sql: 1}', '\u0000']) {
      expect(await problemOf(await post(app, path, body))).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' })
    }
    const problem = await problemOf(await post(app, path, '{\n  "sql": }'))
    expect(problem.detail).toContain("not valid JSON: Unexpected token '}'")
  })

  test.each(ROUTES)('of another form are 422 on %s', async (path) => {
    for (const body of ['null', '[]', '"SELECT 1"', '7', '{}', '{"sql": 7}', '{"sql": null}']) {
      expect(await problemOf(await post(app, path, body))).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' })
    }
    expect((await problemOf(await call(app, 'POST', path))).status).toBe(422)
  })

  test('of another type are 415', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonx',
    ]) {
      const response = await post(app, '/v1/queries', '{"sql": "SELECT 1"}', { 'content-type': type })
      expect(await problemOf(response)).toMatchObject({ status: 415 })
    }
    const untyped = await app.request('http://localhost/v1/queries', {
      method: 'POST',
      body: new Uint8Array([123, 125]),
    })
    expect((await problemOf(untyped)).status).toBe(415)
    const charset = { 'content-type': 'application/json; charset=utf-8' }
    expect((await post(app, '/v1/validate', { sql: 'SELECT 1' }, charset)).status).toBe(200)
  })

  test('show every fault with its JSON path and the nearest key', async () => {
    const response = await post(app, '/v1/queries', {
      sqll: 'SELECT 1',
      wait_timeout_seconds: 61,
      priority: 'high',
      tags: { 'cost center': 5 },
      parameters: { id: { value: 1, typ: 'int64' }, list: [[1]] },
      pushdown: 'yes',
    })
    const { problems, detail } = await problemOf(response)
    const paths = problems?.map(({ position }) => position)
    for (const path of [
      '$.sqll',
      '$.wait_timeout_seconds',
      '$.priority',
      '$.tags["cost center"]',
      '$.parameters.id.typ',
      '$.parameters.id.type',
      '$.parameters.list[0]',
      '$.pushdown',
    ]) {
      expect(paths).toContainEqual({ path })
    }
    expect(problems?.find(({ message }) => message.includes('sqll'))?.message).toContain('Did you mean "sql"?')
    expect(detail).toContain('more)')
  })

  test('hold one of sql and query', async () => {
    const both = await problemOf(await post(app, '/v1/queries', { sql: 'SELECT 1', query: {} }))
    expect(both).toMatchObject({ status: 422, detail: 'Send exactly one of "sql" and "query".' })
  })

  test.each(ROUTES)('with a dialect nobody knows are 422 on %s', async (path) => {
    const { status, problems } = await problemOf(await post(app, path, { sql: 'SELECT 1', dialect: 'oracle' }))
    expect(status).toBe(422)
    expect(problems).toMatchObject([
      {
        message: 'The dialect is one of postgres, mysql, bigquery, snowflake, athena.',
        position: { path: '$.dialect' },
      },
    ])
  })

  test.each(ROUTES)('with a construct of a dialect that has no translation are refused on %s', async (path) => {
    const answer = await post(app, path, { sql: "SELECT DATE_FORMAT(d, '%Y') FROM t", dialect: 'mysql' })
    expect(await answer.text()).toContain('the function date_format cannot be translated from MySQL exactly')
  })

  test('with a wrong QueryRequest show every fault of it', async () => {
    const query = { select: 'id', from: 7, limit: 'x', wherre: {} }
    const { status, problems } = await problemOf(await post(app, '/v1/queries', { query }))
    expect(status).toBe(422)
    expect(problems?.length).toBeGreaterThan(2)
    expect(problems?.every(({ position }) => position !== undefined)).toBe(true)
  })

  test('are bounded: 1 MiB of SQL, 2 MiB in all', async () => {
    const long = await problemOf(await post(app, '/v1/queries', { sql: `SELECT '${'x'.repeat(1_048_576)}'` }))
    expect(long).toMatchObject({ status: 422 })
    const wide = await problemOf(await post(app, '/v1/queries', { sql: `SELECT '${'é'.repeat(600_000)}'` }))
    expect(wide).toMatchObject({ status: 422, code: 'LIMIT_EXCEEDED' })
    const huge = await problemOf(await post(app, '/v1/queries', `{"sql": "${'x'.repeat(2_200_000)}"}`))
    expect(huge).toMatchObject({ status: 413, code: 'LIMIT_EXCEEDED' })
  })

  test('that nest too deep are refused, whatever nests', async () => {
    const deep = 200_000
    const bodies = [
      `{"query": ${'['.repeat(deep)}${']'.repeat(deep)}}`,
      `{"query": ${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}}`,
      `{"tags": ${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}}`,
      '['.repeat(deep),
      JSON.stringify({ sql: `SELECT ${'('.repeat(5000)}1${')'.repeat(5000)}` }),
      JSON.stringify({ sql: `SELECT ${'1+'.repeat(50_000)}1` }),
      `{"query": {"select": ["a"], "from": "shop.orders", "where": ${'{"op":"not","args":['.repeat(520)}true${']}'.repeat(520)}}}`,
    ]
    for (const body of bodies) {
      expect(await problemOf(await post(app, '/v1/queries', body))).toMatchObject({
        status: 422,
        code: 'LIMIT_EXCEEDED',
      })
    }
    const quoted = await post(app, '/v1/validate', { sql: `SELECT '${'[\\"{'.repeat(5000)}' AS brackets` })
    expect(await jsonOf<object>(quoted)).toMatchObject({ valid: true })
  })
})

describe('statements', () => {
  test('a syntax error shows where', async () => {
    const problem = await problemOf(await post(app, '/v1/queries', { sql: 'SELECT id\nFROM shop.orders\nWHER id = 1' }))
    expect(problem).toMatchObject({ status: 422, code: 'SYNTAX_ERROR', position: { line: 3 }, retryable: false })
    expect(problem.excerpt).toContain('^')
  })

  test.each([
    ['SELECT * FROM shop.ordrs', 'UNKNOWN_TABLE', '"orders"'],
    ['SELECT * FROM shopp.orders', 'UNKNOWN_TABLE', '"shop"'],
    ['SELECT amont FROM shop.orders', 'UNKNOWN_COLUMN', '"amount"'],
    ['SELECT * FROM shop.orders LIMIT 5001', 'LIMIT_EXCEEDED', '5000'],
    ['SELECT pg_read_file(note) FROM shop.orders', 'UNSUPPORTED', 'pg_read_file'],
    ['SELECT * FROM constructor', 'UNKNOWN_TABLE', 'constructor'],
    ['SELECT * FROM __proto__.x', 'UNKNOWN_TABLE', '__proto__'],
    ['DELETE FROM shop.orders', 'UNSUPPORTED', 'SELECT'],
    ['SELECT 1; SELECT 2', 'UNSUPPORTED', 'one statement'],
  ])('%s is %s', async (sql, code, hint) => {
    const verdict = await jsonOf<{ valid: boolean; errors: { code: string; message: string }[] }>(
      await post(app, '/v1/validate', { sql }),
    )
    expect(verdict.valid).toBe(false)
    expect(verdict.errors[0]?.code).toBe(code)
    expect(verdict.errors[0]?.message).toContain(hint)
    const explained = await problemOf(await post(app, '/v1/explain', { sql }))
    expect(explained).toMatchObject({ status: 422, code })
    expect(explained.detail).toContain(hint)
  })

  test('all faults of a statement are told at once, each with its SQLSTATE and place', async () => {
    const sql = 'SELECT amont, id + note\nFROM shop.orders\nWHERE idd = 1 LIMIT 5001'
    const verdict = await jsonOf<{ errors: { sql_state: string; position: object }[] }>(
      await post(app, '/v1/validate', { sql }),
    )
    expect(verdict.errors.map(({ sql_state, position }) => [sql_state, position])).toEqual([
      ['42703', { line: 1, column: 8 }],
      ['42883', { line: 1, column: 18 }],
      ['42703', { line: 3, column: 7 }],
      ['54000', { line: 3, column: 21 }],
    ])
  })

  test('a valid statement is warned of what may surprise', async () => {
    const verdict = await jsonOf<{ valid: boolean; warnings: { code: string; sql_state: string }[] }>(
      await post(app, '/v1/validate', {
        sql: 'SELECT a.id FROM shop.orders a, shop.orders b WHERE a.note = NULL LIMIT 5',
      }),
    )
    expect(verdict.valid).toBe(true)
    expect(verdict.warnings.map(({ code, sql_state }) => `${code} ${sql_state}`)).toEqual([
      'LIMIT_WITHOUT_ORDER 01000',
      'CARTESIAN_PRODUCT 01000',
      'ALWAYS_NULL 01000',
    ])
  })

  test('a timeout above the configured one is refused', async () => {
    const problem = await problemOf(await post(app, '/v1/queries', { sql: 'SELECT 1', timeout_seconds: 61 }))
    expect(problem).toMatchObject({ status: 422, code: 'LIMIT_EXCEEDED' })
  })

  test('an unknown parameter fails the query with its name', async () => {
    const { state, error } = await run(app, 'SELECT :nobody AS x')
    expect(state).toBe('FAILED')
    expect(error?.message).toContain('nobody')
  })
})

describe('addresses', () => {
  test.each(['q_0', `q_${'0'.repeat(32)}`, '..%2F..%2Fetc', `q_${'0'.repeat(31)}G`, '%F0%9F%98%80', 'x'.repeat(5000)])(
    '%s is no query',
    async (id) => {
      for (const path of ['', '/results', '/results/parts', '/plan', '/events']) {
        const problem = await problemOf(await get(app, `/v1/queries/${id}${path}`))
        expect(problem).toMatchObject({ status: 404, code: 'NOT_FOUND' })
        expect(problem.detail.length).toBeLessThan(400)
      }
      expect((await problemOf(await call(app, 'DELETE', `/v1/queries/${id}`))).status).toBe(404)
    },
  )

  test.each([
    ['PUT', '/v1/queries', 'GET, POST'],
    ['POST', `/v1/queries/q_${'0'.repeat(32)}`, 'DELETE, GET'],
    ['GET', '/v1/convert', 'POST'],
    ['DELETE', '/healthz', 'GET'],
  ])('%s %s is 405', async (method, path, allowed) => {
    const response = await call(app, method, path)
    expect(response.headers.get('allow')).toBe(allowed)
    expect((await problemOf(response)).status).toBe(405)
  })

  test.each(['/v1', '/v2/queries', '/v1/queriesx', '/favicon.ico', '/__proto__', '/v1/queries/a/b/c/d/e', '/%'])(
    '%s is nothing',
    async (path) => {
      expect(await problemOf(await get(app, path))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    },
  )

  test('an unknown key of a query string is refused with the nearest', async () => {
    const { problems } = await problemOf(await get(app, '/v1/queries?limt=5'))
    expect(problems?.[0]).toMatchObject({ position: { path: '$.limt' } })
    expect(problems?.[0]?.message).toContain('"limit"')
  })
})
