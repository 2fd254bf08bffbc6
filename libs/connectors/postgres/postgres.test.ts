import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  INTERVAL,
  JSON_TYPE,
  JSONB,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UUID,
} from '#arrow'
import type { PostgresSourceConfig } from '#config'
import { AjnaError } from '#core'
import type { TableColumn } from '#plan'
import { freshPostgresDatabase, type ServiceAddress } from '../../../test/services/index.ts'
import { createReader, sourceTable } from '../readers.ts'
import type { SourceReader } from '../spi.ts'
import { fieldsOf, readAll } from '../testing.ts'
import { sourceAt } from './testing/source-at.ts'

const TABLES = `
  CREATE TYPE mood AS ENUM ('sad', 'happy');
  CREATE DOMAIN price AS numeric(10,2) NOT NULL;
  CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE TABLE every (
    id bigint PRIMARY KEY, flag boolean, tiny smallint, small integer, big bigint, short real, wide double precision,
    exact numeric(18,2), huge numeric(38,10), free numeric, words text, code varchar(5) COLLATE "C", padded char(5),
    local text COLLATE "en-x-icu", loose text COLLATE folded, bytes bytea, day date, clock time, at timestamp,
    instant timestamptz, span interval, doc json, docb jsonb, ident uuid, feeling mood, cost price);
  INSERT INTO every VALUES
    (1, true, -32768, -2147483648, -9223372036854775808, '-Infinity', 'NaN', -9999999999999999.99,
     -9999999999999999999999999999.9999999999, -0.0000000001, '', 'abc', 'ab', 'é', 'a', '\\x', '0001-01-01', '00:00:00',
     '0001-01-01 00:00:00', '0001-01-01 00:00:00+00', '-1 year -2 mons 3 days -04:05:06.7', '{"b":1,"a":2}', '{"b": 1}',
     'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'sad', 1),
    (2, false, 32767, 2147483647, 9223372036854775807, 3.4028235e38, 1.7976931348623157e308, 9999999999999999.99,
     9999999999999999999999999999.9999999999, 12345, E'日本\\n😀', 'x', 'abcde', 'b', 'A', '\\x00ff', '9999-12-31', '23:59:59.999999',
     '1969-12-31 23:59:59.999999', '2024-02-29 12:00:00.000001+05:30', '1000000 hours', '[]', '[]',
     'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'happy', 2.5),
    (3, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
     null, null, null, null, null, 0);
  CREATE TABLE keyed (a int, b text, c date, PRIMARY KEY (b, a));
  CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);
  CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
  INSERT INTO parts SELECT n, '2020-02-29' FROM generate_series(1, 500) n;
  CREATE VIEW seen AS SELECT id, words FROM every;
  CREATE TABLE odd (id int, vector tsvector);
  INSERT INTO odd VALUES (1, 'a b');
  CREATE SCHEMA sales;
  CREATE TABLE sales.every (only_here int);
  ANALYZE;`

let server: ServiceAddress
let reader: SourceReader
let admin: pg.Client
const signal = (): AbortSignal => AbortSignal.timeout(30_000)

const config = (change: Partial<PostgresSourceConfig> = {}): PostgresSourceConfig => sourceAt(server, change)

async function failureOf(work: Promise<unknown>): Promise<AjnaError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AjnaError)) throw new Error(`not an error of ours: ${String(error)}`)
  return error
}

async function failureWith(change: Partial<PostgresSourceConfig>): Promise<AjnaError> {
  const other = await createReader(config(change))
  try {
    return await failureOf(other.test(signal()))
  } finally {
    await other.close()
  }
}

beforeAll(async () => {
  server = await freshPostgresDatabase()
  admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  await admin.query(TABLES)
  reader = await createReader(config())
})

afterAll(async () => {
  await reader.close()
  await admin.end()
})

describe('reading', () => {
  const types = [
    INT64,
    BOOLEAN,
    INT16,
    INT32,
    INT64,
    FLOAT32,
    FLOAT64,
    decimal(18, 2),
    decimal(38, 10),
    decimal(38, 10),
    STRING,
    STRING,
    STRING,
    STRING,
    STRING,
    BINARY,
    DATE,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    INTERVAL,
    JSON_TYPE,
    JSON_TYPE,
    UUID,
    STRING,
    decimal(10, 2),
  ]

  test('every type round-trips at its limits', async () => {
    const rows = await readAll(reader, { sql: 'SELECT * FROM every ORDER BY id', fields: fieldsOf(...types) })
    expect(rows).toEqual([
      [
        1n,
        true,
        -32768,
        -2147483648,
        -9223372036854775808n,
        Number.NEGATIVE_INFINITY,
        Number.NaN,
        -999999999999999999n,
        -99999999999999999999999999999999999999n,
        -1n,
        '',
        'abc',
        'ab',
        'é',
        'a',
        '',
        -719162,
        0n,
        -62135596800000000n,
        -62135596800000000n,
        '-14 3 -14706700000',
        '{"b":1,"a":2}',
        '{"b": 1}',
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
        'sad',
        100n,
      ],
      [
        2n,
        false,
        32767,
        2147483647,
        9223372036854775807n,
        Math.fround(3.4028235e38),
        Number.MAX_VALUE,
        999999999999999999n,
        99999999999999999999999999999999999999n,
        123450000000000n,
        '日本\n😀',
        'x',
        'abcde',
        'b',
        'A',
        '00ff',
        2932896,
        86399999999n,
        -1n,
        1709188200000001n,
        '0 0 3600000000000000',
        '[]',
        '[]',
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
        'happy',
        250n,
      ],
      [3n, ...Array<null>(24).fill(null), 0n],
    ])
  })

  test.each([
    [decimal(38, 10), `'NaN'::numeric`],
    [decimal(38, 10), '0.00000000001::numeric'],
    [INT32, '2147483648::bigint'],
  ])('a value outside the type fails, naming source and column: %o %s', async (type, expression) => {
    const error = await failureOf(readAll(reader, { sql: `SELECT ${expression}`, fields: fieldsOf(type) }))
    expect(error.code).toBe('DATA_ERROR')
    expect(error.message).toContain('Source "orders" sent')
    expect(error.message).toContain('column "c0"')
  })

  test('parameters are bound under their types', async () => {
    const literals = [
      { kind: 'literal', type: INT64, value: '9223372036854775807' },
      { kind: 'literal', type: decimal(38, 10), value: '1.5' },
      { kind: 'literal', type: STRING, value: `a\\b'c"` },
      { kind: 'literal', type: BINARY, value: '00ff' },
      { kind: 'literal', type: TIMESTAMPTZ, value: '2024-02-29 12:00:00.000001' },
      { kind: 'literal', type: INTERVAL, value: '1 -2 3' },
      { kind: 'literal', type: BOOLEAN, value: 'true' },
      { kind: 'literal', type: DATE, value: '0001-01-01' },
      { kind: 'literal', type: STRING, value: null },
    ] as const
    const fields = fieldsOf(INT64, decimal(38, 10), STRING, BINARY, TIMESTAMPTZ, INTERVAL, BOOLEAN, DATE, STRING)
    const sql = 'SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9'
    expect(await readAll(reader, { sql, fields, parameters: literals })).toEqual([
      [9223372036854775807n, 15000000000n, `a\\b'c"`, '00ff', 1709208000000001n, '1 -2 3', true, -719162, null],
    ])
  })

  test('many rows arrive in full batches, and an unhurried reader does not make them pile up', async () => {
    const request = {
      sql: `SELECT n, repeat('x', 100) FROM generate_series(1, 600000) n`,
      parameters: [],
      fields: fieldsOf(INT32, STRING),
      timeoutMs: 60_000,
    }
    const sizes: number[] = []
    let last = 0
    let peak = 0
    global.gc?.()
    const before = process.memoryUsage().arrayBuffers
    for await (const batch of reader.read(request, signal())) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      sizes.push(batch.numRows)
      last = batch.getChildAt(0)?.get(batch.numRows - 1)
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
    }
    expect(sizes).toEqual([131072, 131072, 131072, 131072, 75712])
    expect(last).toBe(600_000)
    expect(peak).toBeLessThan(150 * 1024 * 1024)
  })

  test('a statement that returns other columns than planned fails', async () => {
    const error = await failureOf(readAll(reader, { sql: 'SELECT 1, 2', fields: fieldsOf(INT32) }))
    expect(error.message).toContain('2 columns where 1 were planned')
    expect(await readAll(reader, { sql: 'SELECT 1', fields: fieldsOf(INT32) })).toEqual([[1]])
  })
})

describe('ending a statement', () => {
  const running = async (mark: string): Promise<number> => {
    const sql = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%' || $1 || '%' AND pid <> pg_backend_pid()`
    return (await admin.query<{ n: number }>(sql, [mark])).rows[0]?.n ?? 0
  }

  test('an abort cancels it at the server before the reader hears of it', async () => {
    const abort = new AbortController()
    const reading = failureOf(
      readAll(reader, { sql: `SELECT pg_sleep(60), 'mark_one'`, fields: fieldsOf(STRING, STRING) }, abort.signal),
    )
    await expect.poll(() => running('mark_one')).toBe(1)
    abort.abort()
    expect((await reading).code).toBe('CANCELED')
    expect(await running('mark_one')).toBe(0)
  })

  test('an abort in the middle of the rows cancels it', async () => {
    const abort = new AbortController()
    const sql = `SELECT n, 'mark_two' FROM generate_series(1, 100000) n, generate_series(1, 100000) m`
    const request = { sql, parameters: [], fields: fieldsOf(INT32, STRING), timeoutMs: 60_000 }
    const read = async (): Promise<void> => {
      for await (const _ of reader.read(request, abort.signal)) abort.abort()
    }
    expect((await failureOf(read())).code).toBe('CANCELED')
    expect(await running('mark_two')).toBe(0)
  })

  test('a reader that stops early cancels it', async () => {
    const sql = `SELECT n, 'mark_three' FROM generate_series(1, 100000) n, generate_series(1, 100000) m`
    for await (const _ of reader.read(
      { sql, parameters: [], fields: fieldsOf(INT32, STRING), timeoutMs: 60_000 },
      signal(),
    ))
      break
    expect(await running('mark_three')).toBe(0)
  })

  test('a statement over its time ends as a timeout', async () => {
    const error = await failureOf(
      readAll(reader, { sql: 'SELECT pg_sleep(60)', fields: fieldsOf(STRING), timeoutMs: 200 }),
    )
    expect(error.code).toBe('TIMEOUT')
    expect(error.message).toBe('Source "orders" did not finish the statement within 200 ms.')
  })

  test('connections are given back and never more than configured', async () => {
    const reads = Array.from({ length: 12 }, (_, n) => readAll(reader, { sql: `SELECT ${n}`, fields: fieldsOf(INT32) }))
    expect((await Promise.all(reads)).flat(2)).toEqual(Array.from({ length: 12 }, (_, n) => n))
    const sql = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'ajna-test' AND datname = current_database()`
    expect((await admin.query<{ n: number }>(sql)).rows[0]?.n).toBeLessThanOrEqual(4)
  })
})

describe('failures', () => {
  test('nothing can be written', async () => {
    const sql = 'INSERT INTO keyed VALUES (1, $$x$$, null) RETURNING a'
    const error = await failureOf(readAll(reader, { sql, fields: fieldsOf(INT32) }))
    expect(error.code).toBe('SOURCE_REJECTED')
    expect(error.detail.sqlState).toBe('25006')
  })

  test('the source speaks for itself when it rejects a statement', async () => {
    const sql = 'SELECT * FROM missing'
    const error = await failureOf(readAll(reader, { sql, fields: fieldsOf(INT32) }))
    expect(error.code).toBe('SOURCE_REJECTED')
    expect(error.detail).toMatchObject({ source: 'orders', sqlState: '42P01', sql })
    expect(error.message).toContain('relation "missing" does not exist')
  })

  test('a wrong password is named, not shown', async () => {
    const error = await failureWith({ password: 'wr0ng-s3cret' })
    expect(error.code).toBe('AUTHENTICATION_FAILED')
    expect(error.message).toContain(`refused user "${server.user}"`)
    expect(JSON.stringify(error.detail) + error.message).not.toContain('wr0ng-s3cret')
  })

  test('a wrong port names host and port', async () => {
    const error = await failureWith({ port: 1 })
    expect(error.code).toBe('SOURCE_UNREACHABLE')
    expect(error.detail.retryable).toBe(true)
    expect(error.message).toBe(
      `Source "orders" cannot be reached at ${server.host}:1 (ECONNREFUSED); check that PostgreSQL runs there and that host, port and sslmode are right.`,
    )
  })

  test('a missing database is named', async () => {
    expect((await failureWith({ database: 'nowhere' })).message).toContain('has no database "nowhere"')
  })

  test('sslmode require does not fall back to plain text', async () => {
    const error = await failureWith({ sslmode: 'require' })
    expect(error.message).toContain('does not offer TLS, which sslmode require asks for')
    expect(error.detail.retryable).toBe(false)
  })

  test('a connection that is cut is retryable, and the next read has a new one', async () => {
    const reading = failureOf(
      readAll(reader, { sql: `SELECT pg_sleep(60), 'mark_four'`, fields: fieldsOf(STRING, STRING) }),
    )
    const find = `SELECT pid FROM pg_stat_activity WHERE query LIKE '%mark_four%' AND pid <> pg_backend_pid()`
    await expect.poll(async () => (await admin.query(find)).rowCount).toBe(1)
    await admin.query(`SELECT pg_terminate_backend(pid) FROM (${find}) t`)
    const error = await reading
    expect(error.code).toBe('SOURCE_UNREACHABLE')
    expect(error.detail.retryable).toBe(true)
    expect(await readAll(reader, { sql: 'SELECT 1', fields: fieldsOf(INT32) })).toEqual([[1]])
  })
})

describe('describing', () => {
  const ref = (table: string, schema: string | null = null) => sourceTable({ ...config(), table, schema })
  const brief = (column: TableColumn): unknown[] => [
    column.name,
    column.type,
    column.sourceType,
    column.nullable,
    column.comparison,
  ]

  test('a table: types, nulls, collations, key, estimate and version', async () => {
    const table = await reader.describe(ref('every'), {}, signal())
    expect(table?.columns.map(brief)).toEqual([
      ['id', INT64, 'bigint', false, null],
      ['flag', BOOLEAN, 'boolean', true, null],
      ['tiny', INT16, 'smallint', true, null],
      ['small', INT32, 'integer', true, null],
      ['big', INT64, 'bigint', true, null],
      ['short', FLOAT32, 'real', true, null],
      ['wide', FLOAT64, 'double precision', true, null],
      ['exact', decimal(18, 2), 'numeric(18,2)', true, null],
      ['huge', decimal(38, 10), 'numeric(38,10)', true, null],
      ['free', decimal(38, 10), 'numeric', true, null],
      ['words', STRING, 'text', true, 'binary'],
      ['code', STRING, 'character varying(5)', true, 'binary'],
      ['padded', STRING, 'character(5)', true, 'binary_pad'],
      ['local', STRING, 'text', true, 'locale'],
      ['loose', STRING, 'text', true, 'case_insensitive'],
      ['bytes', BINARY, 'bytea', true, null],
      ['day', DATE, 'date', true, null],
      ['clock', TIME, 'time without time zone', true, null],
      ['at', TIMESTAMP, 'timestamp without time zone', true, null],
      ['instant', TIMESTAMPTZ, 'timestamp with time zone', true, null],
      ['span', INTERVAL, 'interval', true, null],
      ['doc', JSON_TYPE, 'json', true, null],
      ['docb', JSONB, 'jsonb', true, null],
      ['ident', UUID, 'uuid', true, null],
      ['feeling', STRING, 'mood', true, 'locale'],
      ['cost', decimal(10, 2), 'price', true, null],
    ])
    expect(table?.primaryKey).toEqual(['id'])
    expect(table?.estimatedRows).toBe(3)
    expect(table?.serverVersion).toMatch(/^PostgreSQL \d+/)
  })

  test('keys in their own order, partitioned tables, views and schemas', async () => {
    expect((await reader.describe(ref('keyed'), {}, signal()))?.primaryKey).toEqual(['b', 'a'])
    expect((await reader.describe(ref('parts'), {}, signal()))?.estimatedRows).toBe(500)
    const view = await reader.describe(ref('seen'), {}, signal())
    expect(view?.columns.map(({ name }) => name)).toEqual(['id', 'words'])
    expect(view?.estimatedRows).toBeNull()
    expect((await reader.describe(ref('every', 'sales'), {}, signal()))?.columns.map(({ name }) => name)).toEqual([
      'only_here',
    ])
    expect(await reader.describe(ref('missing'), {}, signal())).toBeUndefined()
    expect(await reader.tables(signal())).toEqual(['every', 'keyed', 'odd', 'parts', 'sales.every', 'seen'])
  })

  test('the collation of the database is that of its columns', async () => {
    const address = await freshPostgresDatabase(`TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'`)
    const client = new pg.Client({ connectionString: address.url })
    await client.connect()
    await client.query('CREATE TABLE t (a text, b text COLLATE "C", c text COLLATE "ucs_basic")')
    await client.end()
    const other = await createReader(config({ database: address.database }))
    const table = await other.describe(ref('t'), {}, signal())
    await other.close()
    expect(table?.columns.map(({ comparison }) => comparison)).toEqual(['locale', 'binary', 'binary'])
  })

  test('a type the engine cannot carry is refused by name, unless it is declared', async () => {
    const error = await failureOf(reader.describe(ref('odd'), {}, signal()))
    expect(error.message).toContain('Column "vector" of public.odd at source "orders" has the type tsvector')
    const declared = { vector: { name: 'vector', type: STRING, nullable: true } }
    const table = await reader.describe(ref('odd'), declared, signal())
    expect(table?.columns[1]).toMatchObject({ type: STRING, nativeType: STRING, sourceType: 'tsvector' })
  })

  test('what is declared wins and the native type is kept', async () => {
    const declared = { big: { name: 'big', type: decimal(20, 0), nullable: true } }
    const table = await reader.describe(ref('every'), declared, signal())
    expect(table?.columns[4]).toMatchObject({ type: decimal(20, 0), nativeType: INT64 })
  })
})
