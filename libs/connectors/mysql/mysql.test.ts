import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
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
  JSON_TYPE,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UINT64,
} from '#arrow'
import type { MysqlSourceConfig } from '#config'
import { AjnaError } from '#core'
import type { TableColumn } from '#plan'
import { freshMysqlDatabase, type ServiceAddress } from '../../../test/services/index.ts'
import { createReader, sourceTable } from '../readers.ts'
import type { SourceReader } from '../spi.ts'
import { fieldsOf, readAll } from '../testing.ts'
import { sourceAt } from './testing/source-at.ts'

const COLUMNS = `
  id bigint PRIMARY KEY, tiny tinyint, tinyu tinyint unsigned, flag tinyint(1), small smallint, smallu smallint unsigned,
  medium mediumint, mediumu mediumint unsigned, plain int, plainu int unsigned, bigu bigint unsigned, year year,
  short float, wide double, exact decimal(18,2), huge decimal(38,10), words text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  code varchar(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci, padded char(5), latin varchar(5) CHARACTER SET latin1,
  bytes varbinary(10), bits bit(10), bit_one bit(1), day date, clock time(6), at datetime(6), whole datetime, instant timestamp(6) NULL,
  doc json, feeling enum('sad', 'happy'), several set('x', 'y')`

const ROWS = [
  `1, -128, 0, -1, -32768, 0, -8388608, 0, -2147483648, 0, 0, 1901, -3.4028e38, -1.7976931348623157e308, -9999999999999999.99,
   -9999999999999999999999999999.9999999999, '', 'abc', 'ab', 'é', x'', b'0', b'0', '0001-01-01', '00:00:00', '0001-01-01 00:00:00',
   '1969-12-31 23:59:59', '1970-01-01 00:00:01', '{"b":1,"a":2}', 'sad', ''`,
  `9223372036854775807, 127, 255, 2, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 18446744073709551615, 2155,
   16777217, 5e-324, 9999999999999999.99, 9999999999999999999999999999.9999999999, '日本\n😀''\\\\', 'A', 'abcde', 'ü', x'00ff',
   b'1111111111', b'1', '9999-12-31', '23:59:59.999999', '9999-12-31 23:59:59.999999', '2024-02-29 00:00:00',
   '2024-02-29 12:00:00.000001', '[]', 'happy', 'x,y'`,
  `-9223372036854775808, ${Array(30).fill('NULL').join(', ')}`,
]

let server: ServiceAddress
let reader: SourceReader
let admin: Connection
const signal = (): AbortSignal => AbortSignal.timeout(30_000)

function config(change: Partial<MysqlSourceConfig> = {}): MysqlSourceConfig {
  return sourceAt(server, change)
}

async function failureOf(work: Promise<unknown>): Promise<AjnaError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AjnaError)) throw new Error(`not an error of ours: ${String(error)}`)
  return error
}

async function failureWith(change: Partial<MysqlSourceConfig>): Promise<AjnaError> {
  const other = await createReader(config(change))
  try {
    return await failureOf(other.test(signal()))
  } finally {
    await other.close()
  }
}

beforeAll(async () => {
  server = await freshMysqlDatabase('CHARACTER SET utf8mb4')
  const { host, port, user, password, database } = server
  admin = await createConnection({ host, port, user, password, database, timezone: 'Z' })
  await admin.query(`SET SESSION time_zone = '+00:00', sql_mode = ''`)
  await admin.query(`CREATE TABLE every (${COLUMNS})`)
  for (const row of ROWS) await admin.query(`INSERT INTO every VALUES (${row})`)
  await admin.query('CREATE TABLE keyed (a int, b varchar(5), c date, PRIMARY KEY (b, a))')
  await admin.query('CREATE TABLE zeros (id int, day date, at datetime, clock time)')
  await admin.query(`INSERT INTO zeros VALUES (1, '0000-00-00', '2200-00-08 00:00:00', '838:59:59')`)
  await admin.query('CREATE VIEW seen AS SELECT id, words FROM every')
  await admin.query('CREATE TABLE odd (id int, shape geometry)')
  await admin.query('CREATE TABLE digits (d int)')
  await admin.query('INSERT INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)')
  reader = await createReader(config())
})

afterAll(async () => {
  await reader.close()
  await admin.end()
})

const MANY = 'FROM digits a, digits b, digits c, digits d, digits e, digits f'

describe('reading', () => {
  const types = [
    INT64,
    INT16,
    INT16,
    INT16,
    INT16,
    INT32,
    INT32,
    INT32,
    INT32,
    INT64,
    UINT64,
    INT16,
    FLOAT32,
    FLOAT64,
    decimal(18, 2),
    decimal(38, 10),
    STRING,
    STRING,
    STRING,
    STRING,
    BINARY,
    UINT64,
    BOOLEAN,
    DATE,
    TIME,
    TIMESTAMP,
    TIMESTAMP,
    TIMESTAMPTZ,
    JSON_TYPE,
    STRING,
    STRING,
  ]

  test('every type round-trips at its limits', async () => {
    const rows = await readAll(reader, { sql: 'SELECT * FROM every ORDER BY id', fields: fieldsOf(...types) })
    expect(rows).toEqual([
      [-9223372036854775808n, ...Array<null>(30).fill(null)],
      [
        1n,
        -128,
        0,
        -1,
        -32768,
        0,
        -8388608,
        0,
        -2147483648,
        0n,
        0n,
        1901,
        Math.fround(-3.4028e38),
        -Number.MAX_VALUE,
        -999999999999999999n,
        -99999999999999999999999999999999999999n,
        '',
        'abc',
        'ab',
        'é',
        '',
        0n,
        false,
        -719162,
        0n,
        -62135596800000000n,
        -1000000n,
        1000000n,
        '{"b":1,"a":2}',
        'sad',
        '',
      ].map((value) =>
        value === '{"b":1,"a":2}' ? expect.stringMatching(/^\{"b": ?1, ?"a": ?2\}$|^\{"a": 2, "b": 1\}$/) : value,
      ),
      [
        9223372036854775807n,
        127,
        255,
        2,
        32767,
        65535,
        8388607,
        16777215,
        2147483647,
        4294967295n,
        18446744073709551615n,
        2155,
        16777216,
        Number.MIN_VALUE,
        999999999999999999n,
        99999999999999999999999999999999999999n,
        `日本\n😀'\\`,
        'A',
        'abcde',
        'ü',
        '00ff',
        1023n,
        true,
        2932896,
        86399999999n,
        253402300799999999n,
        1709164800000000n,
        1709208000000001n,
        '[]',
        'happy',
        'x,y',
      ],
    ])
  })

  test.each([
    ['day', DATE],
    ['at', TIMESTAMP],
    ['clock', TIME],
  ])('a date or time that is none fails, naming source and column: %s', async (column, type) => {
    const error = await failureOf(readAll(reader, { sql: `SELECT ${column} FROM zeros`, fields: fieldsOf(type) }))
    expect(error.code).toBe('DATA_ERROR')
    expect(error.message).toMatch(/^Source "shop" sent ".*" in column "c0", which does not fit the type/)
  })

  test('what is declared otherwise is converted where that loses nothing, else it fails', async () => {
    expect(
      await readAll(reader, {
        sql: 'SELECT flag, plain, exact FROM every WHERE id = 1',
        fields: fieldsOf(STRING, decimal(12, 1), STRING),
      }),
    ).toEqual([['-1', -21474836480n, '-9999999999999999.99']])
    expect((await failureOf(readAll(reader, { sql: 'SELECT flag FROM every', fields: fieldsOf(BOOLEAN) }))).code).toBe(
      'DATA_ERROR',
    )
    expect((await failureOf(readAll(reader, { sql: `SELECT x'ff'`, fields: fieldsOf(STRING) }))).code).toBe(
      'DATA_ERROR',
    )
  })

  test('parameters are bound under their types', async () => {
    const literals = [
      { kind: 'literal', type: INT64, value: '9007199254740993' },
      { kind: 'literal', type: UINT64, value: '18446744073709551615' },
      { kind: 'literal', type: decimal(38, 10), value: '1.5000000001' },
      { kind: 'literal', type: STRING, value: `a\\b'c"😀` },
      { kind: 'literal', type: BINARY, value: '00ff' },
      { kind: 'literal', type: TIMESTAMP, value: '2024-02-29 12:00:00.000001' },
      { kind: 'literal', type: BOOLEAN, value: 'true' },
      { kind: 'literal', type: DATE, value: '0001-01-01' },
      { kind: 'literal', type: STRING, value: null },
    ] as const
    const fields = fieldsOf(INT64, UINT64, decimal(38, 10), STRING, BINARY, TIMESTAMP, BOOLEAN, DATE, STRING)
    const sql = 'SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?'
    expect(await readAll(reader, { sql, fields, parameters: literals })).toEqual([
      [
        9007199254740993n,
        18446744073709551615n,
        15000000001n,
        `a\\b'c"😀`,
        '00ff',
        1709208000000001n,
        true,
        -719162,
        null,
      ],
    ])
    const big = [{ kind: 'literal', type: INT64, value: '9223372036854775806' }] as const
    const compared = { sql: 'SELECT count(*) FROM every WHERE id = ?', fields: fieldsOf(INT64), parameters: big }
    expect(await readAll(reader, compared)).toEqual([[0n]])
  })

  test('many rows arrive in full batches, and an unhurried reader does not make them pile up', async () => {
    const sql = `SELECT a.d + b.d * 10 + c.d * 100 + d.d * 1000 + e.d * 10000 + f.d * 100000, repeat('x', 100) ${MANY} WHERE f.d < 6`
    const request = { sql, parameters: [], fields: fieldsOf(INT64, STRING), timeoutMs: 60_000 }
    const sizes: number[] = []
    let sum = 0n
    let peak = 0
    const before = process.memoryUsage().arrayBuffers
    for await (const batch of reader.read(request, signal())) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      sizes.push(batch.numRows)
      for (const value of batch.getChildAt(0) ?? []) sum += value
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
    }
    expect(sizes).toEqual([131072, 131072, 131072, 131072, 75712])
    expect(sum).toBe(179999700000n)
    expect(peak).toBeLessThan(150 * 1024 * 1024)
  })

  test('text without a column is compared by bytes, and the session is in UTC', async () => {
    const sql = `SELECT 'a' = 'A', 'a' = 'a ', @@session.time_zone, UNIX_TIMESTAMP('2024-02-29 00:00:00')`
    expect(await readAll(reader, { sql, fields: fieldsOf(BOOLEAN, BOOLEAN, STRING, INT64) })).toEqual([
      [false, false, '+00:00', 1709164800n],
    ])
  })
})

/** MySQL sends the error that ends a statement a moment before it takes the statement off its list. */
const AT_ONCE = { timeout: 1_000, interval: 10 }

describe('ending a statement', () => {
  const running = async (mark: string): Promise<number> => {
    const sql = 'SELECT count(*) AS n FROM information_schema.processlist WHERE info LIKE ? AND id <> CONNECTION_ID()'
    const [rows] = await admin.query<RowDataPacket[]>(sql, [`%${mark}%`])
    return Number(rows[0]?.['n'])
  }

  test('an abort cancels it at the server', async () => {
    const abort = new AbortController()
    const reading = failureOf(
      readAll(reader, { sql: `SELECT SLEEP(60), 'mark_one'`, fields: fieldsOf(INT64, STRING) }, abort.signal),
    )
    await expect.poll(() => running('mark_one')).toBe(1)
    abort.abort()
    expect((await reading).code).toBe('CANCELED')
    await expect.poll(() => running('mark_one'), AT_ONCE).toBe(0)
  })

  test('an abort in the middle of the rows cancels it', async () => {
    const abort = new AbortController()
    const request = {
      sql: `SELECT a.d, 'mark_two' ${MANY}, digits g, digits h`,
      parameters: [],
      fields: fieldsOf(INT32, STRING),
      timeoutMs: 60_000,
    }
    const read = async (): Promise<void> => {
      for await (const _ of reader.read(request, abort.signal)) abort.abort()
    }
    expect((await failureOf(read())).code).toBe('CANCELED')
    await expect.poll(() => running('mark_two'), AT_ONCE).toBe(0)
  })

  test('a reader that stops early cancels it', async () => {
    const request = {
      sql: `SELECT a.d, 'mark_three' ${MANY}, digits g, digits h`,
      parameters: [],
      fields: fieldsOf(INT32, STRING),
      timeoutMs: 60_000,
    }
    for await (const _ of reader.read(request, signal())) break
    await expect.poll(() => running('mark_three'), AT_ONCE).toBe(0)
  })

  test('a statement over its time ends as a timeout', async () => {
    const sql = `SELECT count(*) ${MANY}, digits g, digits h, digits i`
    const error = await failureOf(readAll(reader, { sql, fields: fieldsOf(INT64), timeoutMs: 200 }))
    expect(error.code).toBe('TIMEOUT')
    expect(error.message).toContain('Source "shop" did not finish the statement')
  })

  test('connections are given back', async () => {
    const reads = Array.from({ length: 12 }, (_, n) => readAll(reader, { sql: `SELECT ${n}`, fields: fieldsOf(INT64) }))
    expect((await Promise.all(reads)).flat(2)).toEqual(Array.from({ length: 12 }, (_, n) => BigInt(n)))
  })
})

describe('failures', () => {
  test('nothing can be written', async () => {
    const error = await failureOf(
      readAll(reader, { sql: 'INSERT INTO keyed VALUES (1, "x", null)', fields: fieldsOf(INT32) }),
    )
    expect(error.code).toBe('SOURCE_REJECTED')
    const [rows] = await admin.query<RowDataPacket[]>('SELECT * FROM keyed')
    expect(rows).toEqual([])
  })

  test('the source speaks for itself when it rejects a statement', async () => {
    const sql = 'SELECT * FROM missing'
    const error = await failureOf(readAll(reader, { sql, fields: fieldsOf(INT32) }))
    expect(error.code).toBe('SOURCE_REJECTED')
    expect(error.detail).toMatchObject({ source: 'shop', sqlState: '42S02', sql })
    expect(error.message).toContain(`Table '${server.database}.missing' doesn't exist`)
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
    expect(error.message).toContain(`Source "shop" cannot be reached at ${server.host}:1 (ECONNREFUSED)`)
  })

  test('a missing database is named', async () => {
    expect((await failureWith({ database: 'nowhere' })).message).toContain('has no database "nowhere"')
  })

  test('a connection that is cut is retryable, and the next read has a new one', async () => {
    const reading = failureOf(
      readAll(reader, { sql: `SELECT SLEEP(60), 'mark_four'`, fields: fieldsOf(INT64, STRING) }),
    )
    const find = `SELECT id FROM information_schema.processlist WHERE info LIKE '%mark_four%' AND id <> CONNECTION_ID()`
    let id: unknown
    await expect
      .poll(async () => {
        const [rows] = await admin.query<RowDataPacket[]>(find)
        id = rows[0]?.['id']
        return rows.length
      })
      .toBe(1)
    await admin.query(`KILL ${String(id)}`)
    const error = await reading
    expect(error.code).toBe('SOURCE_UNREACHABLE')
    expect(error.detail.retryable).toBe(true)
    expect(await readAll(reader, { sql: 'SELECT 1', fields: fieldsOf(INT64) })).toEqual([[1n]])
  })
})

describe('describing', () => {
  const ref = (table: string, schema: string | null = null) => sourceTable({ ...config(), table, schema })
  const brief = (column: TableColumn): unknown[] => [column.name, column.type, column.nullable, column.comparison]

  test('a table: types, nulls, collations, key, estimate and version', async () => {
    const table = await reader.describe(ref('every'), {}, signal())
    expect(table?.columns.map(brief)).toEqual([
      ['id', INT64, false, null],
      ['tiny', INT16, true, null],
      ['tinyu', INT16, true, null],
      ['flag', INT16, true, null],
      ['small', INT16, true, null],
      ['smallu', INT32, true, null],
      ['medium', INT32, true, null],
      ['mediumu', INT32, true, null],
      ['plain', INT32, true, null],
      ['plainu', INT64, true, null],
      ['bigu', UINT64, true, null],
      ['year', INT16, true, null],
      ['short', FLOAT32, true, null],
      ['wide', FLOAT64, true, null],
      ['exact', decimal(18, 2), true, null],
      ['huge', decimal(38, 10), true, null],
      ['words', STRING, true, 'binary_pad'],
      ['code', STRING, true, 'case_insensitive'],
      ['padded', STRING, true, 'case_insensitive'],
      ['latin', STRING, true, 'case_insensitive'],
      ['bytes', BINARY, true, null],
      ['bits', UINT64, true, null],
      ['bit_one', BOOLEAN, true, null],
      ['day', DATE, true, null],
      ['clock', TIME, true, null],
      ['at', TIMESTAMP, true, null],
      ['whole', TIMESTAMP, true, null],
      ['instant', TIMESTAMPTZ, true, null],
      // MariaDB keeps JSON as text.
      [
        'doc',
        table?.serverVersion.startsWith('MariaDB') === true ? STRING : JSON_TYPE,
        true,
        expect.toSatisfy(() => true),
      ],
      ['feeling', STRING, true, 'case_insensitive'],
      ['several', STRING, true, 'case_insensitive'],
    ])
    expect(table?.columns[3]?.sourceType).toBe('tinyint(1)')
    expect(table?.primaryKey).toEqual(['id'])
    expect(table?.estimatedRows).toBeTypeOf('number')
    expect(table?.serverVersion).toMatch(/^(MySQL|MariaDB) \d+\.\d+\.\d+$/)
  })

  test('collations that compare by bytes and do not pad', async () => {
    const collation = (await reader.test(signal())).startsWith('MariaDB') ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'
    await admin.query(
      `CREATE TABLE bytewise (a varchar(5) CHARACTER SET utf8mb4 COLLATE ${collation}, b varchar(5) CHARACTER SET latin1 COLLATE latin1_bin)`,
    )
    const table = await reader.describe(ref('bytewise'), {}, signal())
    expect(table?.columns.map(({ comparison }) => comparison)).toEqual(['binary', 'case_insensitive'])
  })

  test('keys in their own order, views and schemas', async () => {
    expect((await reader.describe(ref('keyed'), {}, signal()))?.primaryKey).toEqual(['b', 'a'])
    const view = await reader.describe(ref('seen'), {}, signal())
    expect(view?.columns.map(({ name }) => name)).toEqual(['id', 'words'])
    expect(view?.estimatedRows).toBeNull()
    expect((await reader.describe(ref('seen', server.database), {}, signal()))?.columns).toHaveLength(2)
    expect(await reader.describe(ref('missing'), {}, signal())).toBeUndefined()
    expect(await reader.describe(ref('EVERY'), {}, signal())).toBeUndefined()
    expect(await reader.tables(signal())).toEqual(expect.arrayContaining(['every', 'keyed', 'seen']))
  })

  test('a type the engine cannot carry is refused by name, and a declared type wins', async () => {
    const error = await failureOf(reader.describe(ref('odd'), {}, signal()))
    expect(error.message).toContain(`Column "shape" of ${server.database}.odd at source "shop" has the type geometry`)
    const declared = { flag: { name: 'flag', type: BOOLEAN, nullable: true } }
    const table = await reader.describe(ref('every'), declared, signal())
    expect(table?.columns[3]).toMatchObject({ type: BOOLEAN, nativeType: INT16 })
  })
})
