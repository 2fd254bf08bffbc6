import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, call, get, problemOf, run, startApi, type TestApi } from '../../test/support/http-api.ts'

const ORDERS = 2500
const SQL = `SELECT id, amount, note, CAST(1.50 AS numeric(10,2)) AS price FROM shop.orders ORDER BY id`

let api: TestApi
let app: App
let results: string

beforeAll(async () => {
  api = await startApi()
  app = api.app
  const { query_id, row_count } = await run(app, SQL)
  expect(row_count).toBe(ORDERS)
  results = `/v1/queries/${query_id}/results`
})
afterAll(() => api?.close())

async function bytesOf(path: string): Promise<Buffer> {
  const response = await get(app, path)
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

describe('JSON pages', () => {
  test('have every row once, in order, integers and decimals as strings', async () => {
    const rows: unknown[][] = []
    for (let page: number | null = 1; page !== null; ) {
      const body = JSON.parse((await bytesOf(`${results}?page=${page}&page_size=999`)).toString())
      expect(body).toMatchObject({ page, row_count: ORDERS, truncated: false })
      expect(body.schema.fields.map(({ name }: { name: string }) => name)).toEqual(['id', 'amount', 'note', 'price'])
      rows.push(...body.rows)
      page = body.next_page
    }
    expect(rows).toHaveLength(ORDERS)
    expect(rows[0]).toEqual(['1', 0.25, 'say "1"', '1.50'])
    expect(rows[4]).toEqual(['5', 1.25, null, '1.50'])
    expect(rows.at(-1)).toEqual(['9007199254740993', 0.5, 'big', '1.50'])
    expect(new Set(rows.map(([id]) => id)).size).toBe(ORDERS)
  })

  test('write numbers with every digit when asked', async () => {
    const text = (await bytesOf(`${results}?page=1250&page_size=2&numbers=number`)).toString()
    expect(text).toContain('[9007199254740993,0.5,"big",1.50]')
  })

  test('after the last are empty', async () => {
    expect(JSON.parse((await bytesOf(`${results}?page=9000`)).toString())).toMatchObject({ rows: [], next_page: null })
  })

  test.each([
    'page=0',
    'page=1.5',
    'page=x',
    'page_size=0',
    'page_size=100001',
    'page=1&page=2',
    'format=xml',
    'numbers=text',
    'pagesize=10',
  ])('%s is refused', async (query) => {
    const problem = await problemOf(await get(app, `${results}?${query}`))
    expect(problem).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' })
    expect(problem.problems?.[0]?.position).toHaveProperty('path', `$.${query.split('=')[0]}`)
  })
})

describe('streams of the whole result', () => {
  test('NDJSON', async () => {
    const response = await get(app, `${results}?format=ndjson`)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    const lines = (await response.text()).trimEnd().split('\n')
    expect(lines).toHaveLength(ORDERS)
    expect(JSON.parse(lines[0] ?? '')).toEqual({ id: '1', amount: 0.25, note: 'say "1"', price: '1.50' })
  })

  test('CSV', async () => {
    const response = await get(app, `${results}?format=csv`)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="q_[0-9a-f]{32}\.csv"$/)
    const lines = (await response.text()).split('\r\n')
    expect(lines.slice(0, 2)).toEqual(['id,amount,note,price', '1,0.25,"say ""1""",1.50'])
    expect(lines).toHaveLength(ORDERS + 2)
  })

  test('Arrow is read back by apache-arrow', async () => {
    const table = tableFromIPC(await bytesOf(`${results}?format=arrow`))
    expect(table.numRows).toBe(ORDERS)
    expect(table.schema.fields.map(({ type }) => String(type))).toEqual(['Int64', 'Float64', 'Utf8', 'Decimal[10e+2]'])
    expect(table.getChild('id')?.get(ORDERS - 1)).toBe(9007199254740993n)
    expect(table.getChild('note')?.get(4)).toBeNull()
  })

  test('Parquet is read back by DuckDB', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ajna-parquet-'))
    const file = join(folder, 'result.parquet')
    await writeFile(file, await bytesOf(`${results}?format=parquet`))
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    const reader = await connection.runAndReadAll(
      `SELECT count(*), max(id), sum(amount), count(note), sum(price)::varchar, typeof(any_value(price)) FROM '${file}'`,
    )
    expect(reader.getRowsJson()).toEqual([['2500', '9007199254740993', 780938, '2001', '3750.00', 'DECIMAL(10,2)']])
    connection.closeSync()
    instance.closeSync()
    await rm(folder, { recursive: true })
  })

  test('what a format cannot hold is refused before the answer begins', async () => {
    const { query_id } = await run(app, 'SELECT id AS a, name AS a FROM shop.customers')
    for (const format of ['ndjson', 'parquet']) {
      const problem = await problemOf(await get(app, `/v1/queries/${query_id}/results?format=${format}`))
      expect(problem).toMatchObject({ status: 422, code: 'UNSUPPORTED' })
      expect(problem.detail).toContain('rename one')
    }
  })

  test('of no rows is well formed', async () => {
    const { query_id, result } = await run(app, 'SELECT id, name FROM shop.customers WHERE id < 0')
    expect(result?.rows).toEqual([])
    const empty = `/v1/queries/${query_id}/results`
    expect((await bytesOf(`${empty}?format=csv`)).toString()).toBe('id,name\r\n')
    expect((await bytesOf(`${empty}?format=ndjson`)).toString()).toBe('')
    const table = tableFromIPC(await bytesOf(`${empty}?format=arrow`))
    expect([table.numRows, table.numCols]).toEqual([0, 2])
    expect((await bytesOf(`${empty}?format=parquet`)).subarray(0, 4).toString()).toBe('PAR1')
  })
})

describe('HTTP', () => {
  test.each(['', '?page_size=5', '?format=csv', '?format=parquet'])(
    '%s has an ETag that saves a second read',
    async (query) => {
      const first = await get(app, results + query)
      const etag = first.headers.get('etag') ?? ''
      expect(etag).toMatch(/^".+"$/)
      expect(first.headers.get('cache-control')).toBe('private, no-cache')
      await first.arrayBuffer()
      for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const second = await get(app, results + query, { 'if-none-match': tag })
        expect(second.status).toBe(304)
        expect(second.headers.get('etag')).toBe(etag)
        expect(await second.text()).toBe('')
      }
      const changed = await get(app, results + query, { 'if-none-match': '"other"' })
      expect(changed.status).toBe(200)
      await changed.arrayBuffer()
    },
  )

  test('each form has an ETag of its own', async () => {
    const forms = ['', '?page=2', '?page_size=5', '?numbers=number', '?format=csv', '?format=ndjson', '?format=arrow']
    const tags = await Promise.all(
      forms.map(async (form) => (await call(app, 'HEAD', results + form)).headers.get('etag')),
    )
    expect(new Set(tags).size).toBe(forms.length)
  })

  test('a range is answered whole, and said not to be served', async () => {
    const response = await get(app, `${results}?format=csv`, { range: 'bytes=0-9' })
    expect(response.status).toBe(200)
    expect(response.headers.get('accept-ranges')).toBe('none')
    expect((await response.text()).length).toBeGreaterThan(1000)
  })

  test('HEAD tells the headers of a stream without making it', async () => {
    const response = await call(app, 'HEAD', `${results}?format=parquet`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet')
    expect(await response.text()).toBe('')
  })
})

describe('parts', () => {
  test('are listed with offsets and checksums, and fetched as Arrow', async () => {
    const listed = JSON.parse((await bytesOf(`${results}/parts`)).toString())
    expect(listed.row_count).toBe(ORDERS)
    let offset = 0
    for (const part of listed.parts) {
      expect(part.row_offset).toBe(offset)
      offset += part.rows
      const bytes = await bytesOf(part.href)
      expect(bytes.byteLength).toBe(part.bytes)
      expect(crc32(bytes).toString(16).padStart(8, '0')).toBe(part.crc32)
      expect(tableFromIPC(bytes).numRows).toBe(part.rows)
      const etag = (await get(app, part.href)).headers.get('etag') ?? ''
      expect(etag).toContain(part.crc32)
      const again = await get(app, part.href, { 'if-none-match': etag })
      expect(again.status).toBe(304)
    }
    expect(offset).toBe(ORDERS)
  })

  test.each(['nothing', '..%2Fmanifest.json', '%00'])('%s is not one', async (name) => {
    expect(await problemOf(await get(app, `${results}/parts/${name}`))).toMatchObject({ status: 404 })
  })
})

test('default_limit truncates and says so', async () => {
  const sql = 'SELECT a.id FROM shop.orders a, shop.customers c'
  const { truncated, row_count } = await run(app, sql)
  expect({ truncated, row_count }).toEqual({ truncated: true, row_count: 3000 })
})
