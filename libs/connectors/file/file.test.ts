import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  type EngineType,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  INTERVAL,
  JSON_TYPE,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  typeName,
  UINT64,
  UUID,
} from '#arrow'
import type { FileSourceConfig } from '#config'
import { AjnaError } from '#core'
import { createReader, sourceTable } from '../readers.ts'
import type { SourceReader } from '../spi.ts'
import { fieldsOf, readAll } from '../testing.ts'

let folder: string
let writer: DuckDBConnection
const signal = (): AbortSignal => AbortSignal.timeout(30_000)

function config(path: string, change: Partial<FileSourceConfig> = {}): FileSourceConfig {
  return {
    name: 'files',
    type: 'file',
    format: 'parquet',
    schema: null,
    table: null,
    declared: {},
    path: join(folder, path),
    delimiter: null,
    header: null,
    nullText: null,
    ...change,
  }
}

function declaring(columns: Readonly<Record<string, EngineType>>): Pick<FileSourceConfig, 'declared'> {
  const fields = Object.entries(columns).map(([name, type]) => [name, { name, type, nullable: true }])
  return { declared: { files: { columns: Object.fromEntries(fields), primaryKey: [] } } }
}

async function failureOf(work: Promise<unknown>): Promise<AjnaError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AjnaError)) throw new Error(`not an error of ours: ${String(error)}`)
  return error
}

/** Reads one int64 column to its end. */
async function drain(reader: SourceReader, sql: string): Promise<void> {
  const request = { sql, parameters: [], fields: fieldsOf(INT64), timeoutMs: 30_000 }
  for await (const batch of reader.read(request, signal())) expect(batch.numCols).toBe(1)
}

async function describedTypes(source: FileSourceConfig): Promise<unknown> {
  const reader = await createReader(source)
  const declared = source.declared['files']?.columns ?? {}
  const table = await reader.describe(sourceTable(source), declared, signal())
  return table?.columns.map(({ name, type }) => [name, type])
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ajna-test-'))
  writer = await (await DuckDBInstance.create(':memory:')).connect()
  await writer.run(`SET TimeZone = 'UTC'`)
  await writer.run(`CREATE TABLE every AS SELECT * FROM (VALUES
    (1, true, (-128)::TINYINT, 0::UTINYINT, (-32768)::SMALLINT, 65535::USMALLINT, 0::UINTEGER, (-9223372036854775808)::BIGINT, 0::UBIGINT,
     '-inf'::FLOAT, 'nan'::DOUBLE, (-9.99)::DECIMAL(3,2), (-9999999999999999.99)::DECIMAL(18,2),
     (-9999999999999999999999999999.9999999999)::DECIMAL(38,10), '', '\\x00'::BLOB, DATE '0001-01-01', TIME '00:00:00',
     TIMESTAMP '0001-01-01 00:00:00', TIMESTAMPTZ '1969-12-31 23:59:59.999999+00', INTERVAL '14 months 3 days 5 milliseconds',
     'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID, '{"b":1,"a":2}'::JSON, 'sad'::ENUM('sad', 'happy'),
     TIMESTAMP_NS '2024-02-29 12:00:00.000001'),
    (2, false, 127, 255, 32767, 0, 4294967295, 9223372036854775807, 18446744073709551615, 3.4028235e38::FLOAT, 1.7976931348623157e308,
     9.99, 9999999999999999.99, 9999999999999999999999999999.9999999999, E'日本\\n😀', '', DATE '9999-12-31', TIME '23:59:59.999999',
     TIMESTAMP '9999-12-31 23:59:59.999999', TIMESTAMPTZ '2024-02-29 12:00:00+05:30', INTERVAL '1 month',
     'ffffffff-ffff-ffff-ffff-ffffffffffff', '[]', 'happy', NULL),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL))
    t(id, flag, tiny, tinyu, small, smallu, plainu, big, bigu, short, wide, d3, d18, d38, words, bytes, day, clock, moment, instant,
      span, ident, doc, feeling, nanos)`)
  await writer.run(`COPY every TO '${folder}/every.parquet'`)
  mkdirSync(join(folder, 'many'))
  for (const part of [0, 1, 2]) {
    await writer.run(
      `COPY (SELECT i + ${part} * 100000 AS n, 'text ' || i AS s FROM range(100000) t(i)) TO '${folder}/many/${part}.parquet'`,
    )
  }
  await writer.run(`COPY (SELECT TIMESTAMP_NS '2024-02-29 12:00:00.000000001' AS t) TO '${folder}/nanos.parquet'`)
  await writer.run(`COPY (SELECT 1 AS id, [[1], [2]] AS l) TO '${folder}/odd.parquet'`)
  await writer.run(
    `COPY (SELECT DATE '4714-11-23 (BC)' AS d, TIMESTAMP '4714-11-23 (BC) 00:00:00' AS t, 'infinity'::DATE AS i) TO '${folder}/outside.parquet'`,
  )
  writeFileSync(
    join(folder, 'a.csv'),
    'id,words,price,day,empty\n1,a,1.10,2024-02-29,""\n2,"b,""c""",123456789012345.67,0001-01-01,\n',
  )
  writeFileSync(join(folder, 'b.csv'), 'x|NULL\n9007199254740993|y\n')
  writeFileSync(
    join(folder, 'a.json'),
    '{"id":1,"price":0.1,"big":9007199254740993}\n{"id":2,"price":1234567890123.45,"extra":null}\n',
  )
})

afterAll(() => {
  writer.closeSync()
  rmSync(folder, { recursive: true })
})

describe('parquet', () => {
  const types = [
    INT32,
    BOOLEAN,
    INT16,
    INT16,
    INT16,
    INT32,
    INT64,
    INT64,
    UINT64,
    FLOAT32,
    FLOAT64,
    decimal(3, 2),
    decimal(18, 2),
    decimal(38, 10),
    STRING,
    BINARY,
    DATE,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    INTERVAL,
    UUID,
    JSON_TYPE,
    STRING,
    TIMESTAMP,
  ]

  test('every type round-trips at its limits', async () => {
    const source = config('every.parquet')
    expect(((await describedTypes(source)) as unknown[][]).map(([, type]) => type)).toEqual(types)
    const reader = await createReader(source)
    // Parquet keeps intervals in milliseconds.
    expect(await readAll(reader, { sql: 'SELECT * FROM files ORDER BY id', fields: fieldsOf(...types) })).toEqual([
      [
        1,
        true,
        -128,
        0,
        -32768,
        65535,
        0n,
        -9223372036854775808n,
        0n,
        Number.NEGATIVE_INFINITY,
        Number.NaN,
        -999n,
        -999999999999999999n,
        -99999999999999999999999999999999999999n,
        '',
        '00',
        -719162,
        0n,
        -62135596800000000n,
        -1n,
        '14 3 5000',
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
        '{"b":1,"a":2}',
        'sad',
        1709208000000001n,
      ],
      [
        2,
        false,
        127,
        255,
        32767,
        0,
        4294967295n,
        9223372036854775807n,
        18446744073709551615n,
        Math.fround(3.4028235e38),
        Number.MAX_VALUE,
        999n,
        999999999999999999n,
        99999999999999999999999999999999999999n,
        '日本\n😀',
        '',
        2932896,
        86399999999n,
        253402300799999999n,
        1709188200000000n,
        '1 0 0',
        'ffffffff-ffff-ffff-ffff-ffffffffffff',
        '[]',
        'happy',
        null,
      ],
      [3, ...Array<null>(24).fill(null)],
    ])
  })

  test('what the engine does not carry fails when it is read', async () => {
    const nanos = await createReader(config('nanos.parquet'))
    const error = await failureOf(readAll(nanos, { sql: 'SELECT t FROM files', fields: fieldsOf(TIMESTAMP) }))
    expect(error.code).toBe('DATA_ERROR')
    expect(error.message).toContain('column t holds nanoseconds')
    const outside = await createReader(config('outside.parquet'))
    for (const [column, type] of [
      ['d', DATE],
      ['t', TIMESTAMP],
    ] as const) {
      const failure = await failureOf(readAll(outside, { sql: `SELECT ${column} FROM files`, fields: fieldsOf(type) }))
      expect(failure.code).toBe('DATA_ERROR')
      expect(failure.message).toMatch(/^Source "files" sent a (date|timestamp) in column "c0", which lies before/)
    }
    expect(await readAll(outside, { sql: 'SELECT i FROM files', fields: fieldsOf(DATE) })).toEqual([[2 ** 31 - 1]])
  })

  test('a type the engine cannot carry is refused by name, unless it is declared', async () => {
    const error = await failureOf(describedTypes(config('odd.parquet')))
    expect(error.message).toContain('Column "l" of files at source "files" has the type INTEGER[][]')
    const source = config('odd.parquet', declaring({ l: STRING }))
    expect(await describedTypes(source)).toEqual([
      ['id', INT32],
      ['l', STRING],
    ])
    const reader = await createReader(source)
    expect(await readAll(reader, { sql: 'SELECT l FROM files', fields: fieldsOf(STRING) })).toEqual([['[[1], [2]]']])
  })

  test('a glob is one table, counted by its files', async () => {
    const source = config('many/*.parquet')
    const reader = await createReader(source)
    const table = await reader.describe(sourceTable(source), {}, signal())
    expect(table?.estimatedRows).toBe(300_000)
    expect(table?.serverVersion).toMatch(/^DuckDB \d/)
    const request = {
      sql: 'SELECT n, s FROM files',
      parameters: [],
      fields: fieldsOf(INT64, STRING),
      timeoutMs: 30_000,
    }
    const sizes: number[] = []
    let sum = 0n
    for await (const batch of reader.read(request, signal())) {
      expect(batch.numRows).toBeLessThanOrEqual(131_072)
      sizes.push(batch.numRows)
      for (const value of batch.getChildAt(0) ?? []) sum += value
    }
    expect(sizes.length).toBe(3)
    expect(sizes.reduce((all, size) => all + size)).toBe(300_000)
    expect(sum).toBe(44999850000n)
  })

  test('nothing but the source itself can be reached', async () => {
    const reader = await createReader(config('many/0.parquet'))
    for (const sql of [
      `SELECT n FROM read_parquet('${folder}/many/1.parquet')`,
      `SELECT count(*) FROM read_text('/etc/passwd')`,
      `COPY (SELECT 1) TO '${folder}/stolen.csv'`,
      `SET enable_external_access = true`,
      'SET threads = 64',
      'INSTALL httpfs',
      'LOAD httpfs',
      `ATTACH '${folder}/stolen.db'`,
      `SELECT count(*) FROM glob('${folder}/*')`,
    ]) {
      expect((await failureOf(readAll(reader, { sql, fields: fieldsOf(INT64) }))).code).toBe('SOURCE_REJECTED')
    }
  })

  test('a result of another type than planned is not read', async () => {
    const reader = await createReader(config('many/0.parquet'))
    const cases: readonly [string, EngineType, string][] = [
      ['n', INT32, 'BIGINT where int32'],
      ['n', UINT64, 'BIGINT where uint64'],
      ['1::UBIGINT', INT64, 'UBIGINT where int64'],
      ['1::HUGEINT', INT64, 'HUGEINT where int64'],
      ['1::DOUBLE', FLOAT32, 'DOUBLE where float32'],
      ['1.5', decimal(2, 0), 'DECIMAL(2,1) where decimal(2,0)'],
      ['1.55', decimal(2, 2), 'DECIMAL(3,2) where decimal(2,2)'],
      ['[1]', STRING, 'INTEGER[] where string'],
      ['now()', TIMESTAMP, 'TIMESTAMP WITH TIME ZONE where timestamp'],
    ]
    for (const [expression, type, said] of cases) {
      const error = await failureOf(
        readAll(reader, { sql: `SELECT ${expression} FROM files LIMIT 1`, fields: fieldsOf(type) }),
      )
      expect(error.code).toBe('DATA_ERROR')
      expect(error.message).toBe(`Source "files" returned column "c0" as ${said} was planned.`)
    }
    const error = await failureOf(readAll(reader, { sql: 'SELECT 1, 2', fields: fieldsOf(INT32) }))
    expect(error.message).toContain('2 columns where 1 were planned')
  })

  test('a narrower type goes into a wider one', async () => {
    const reader = await createReader(config('many/0.parquet'))
    const cases: readonly [string, EngineType, unknown][] = [
      ['(-128)::TINYINT', INT16, -128],
      ['255::UTINYINT', INT16, 255],
      ['(-128)::TINYINT', INT64, -128n],
      ['(-32768)::SMALLINT', INT32, -32768],
      ['65535::USMALLINT', INT32, 65535],
      ['(-2147483648)::INTEGER', INT64, -2147483648n],
      ['4294967295::UINTEGER', INT64, 4294967295n],
      ['4294967295::UINTEGER', UINT64, 4294967295n],
      ['0.1::FLOAT', FLOAT64, Math.fround(0.1)],
      ['(-1.5)::DECIMAL(2,1)', decimal(4, 1), -15n],
      ['(-12345.6)::DECIMAL(6,1)', decimal(18, 1), -123456n],
      ['(-1.5)::DECIMAL(2,1)', decimal(38, 1), -15n],
      ['(-12345.6)::DECIMAL(6,1)', decimal(38, 1), -123456n],
      ['(-99999999999999.9)::DECIMAL(15,1)', decimal(38, 1), -999999999999999n],
      ['99999999999999.9::DECIMAL(15,1)', decimal(19, 1), 999999999999999n],
    ]
    for (const [expression, type, value] of cases) {
      const sql = `SELECT ${expression} FROM files LIMIT 2`
      expect(await readAll(reader, { sql, fields: fieldsOf(type) })).toEqual([[value], [value]])
    }
  })

  test('texts and nulls of every length keep their rows over chunks and batches', async () => {
    const text = (n: number): string | null => (n % 7 === 3 ? null : 'ä'.repeat(n % 23) + String(n))
    await writer.run(`COPY (SELECT n::INTEGER AS n, CASE WHEN n % 7 <> 3 THEN repeat('ä', n % 23) || n END AS s,
      CASE WHEN n % 7 <> 3 THEN n % 2 = 0 END AS b, CASE WHEN n % 5 <> 0 THEN 'the same long text ' || (n % 3) END AS d
      FROM range(200000) t(n)) TO '${folder}/texts.parquet'`)
    const reader = await createReader(config('texts.parquet'))
    const request = {
      sql: 'SELECT n, s, b, d FROM files WHERE n % 11 <> 0',
      parameters: [],
      fields: fieldsOf(INT32, STRING, BOOLEAN, STRING),
      timeoutMs: 30_000,
    }
    let n = 0
    for await (const batch of reader.read(request, signal())) {
      for (const row of batch) {
        n += n % 11 === 10 ? 2 : 1
        const isNull = n % 7 === 3
        const long = n % 5 === 0 ? null : `the same long text ${n % 3}`
        const values = [row['c0'], row['c1'], row['c2'], row['c3']]
        if (values.join() !== [n, text(n), isNull ? null : n % 2 === 0, long].join()) expect(values).toEqual(n)
      }
    }
    expect(n).toBe(199_999)
  })

  test('a column planned without nulls has none', async () => {
    const reader = await createReader(config('every.parquet'))
    const fields = [{ name: 'flag', type: BOOLEAN, nullable: false }]
    const error = await failureOf(readAll(reader, { sql: 'SELECT flag FROM files', fields }))
    expect(error.message).toBe('Source "files" sent NULL in column "flag", which cannot be null.')
  })

  test('parameters are bound under their types', async () => {
    const reader = await createReader(config('many/0.parquet'))
    const parameters = [
      { kind: 'literal', type: STRING, value: `a'b😀` },
      { kind: 'literal', type: INT64, value: '9007199254740993' },
      { kind: 'literal', type: decimal(10, 2), value: '-1.5' },
      { kind: 'literal', type: STRING, value: null },
    ] as const
    const sql = 'SELECT $1, $2, $3, CAST($4 AS VARCHAR)'
    expect(await readAll(reader, { sql, fields: fieldsOf(STRING, INT64, decimal(10, 2), STRING), parameters })).toEqual(
      [[`a'b😀`, 9007199254740993n, -150n, null]],
    )
  })

  test('the footers say how many values are NULL, and the least and greatest of numbers and dates', async () => {
    for (const [file, first] of [
      ['one', 1],
      ['two', 101],
    ] as const) {
      await writer.run(`COPY (SELECT i::INTEGER AS id, CASE WHEN i % 4 > 0 THEN i / 10 END::DECIMAL(8,2) AS price,
        DATE '2020-01-01' + i::INTEGER AS day, 'n' || i AS name FROM range(${first}, ${first + 100}) t(i))
        TO '${join(folder, `kept-${file}.parquet`)}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`)
    }
    const source = config('kept-*.parquet')
    const table = await (await createReader(source)).describe(sourceTable(source), {}, signal())
    expect(table?.statistics).toMatchObject({
      columns: {
        id: { nullFraction: 0, histogram: ['1.0', '200.0'] },
        price: { nullFraction: 0.25, histogram: ['0.1', '19.9'] },
        day: { nullFraction: 0, histogram: ['2020-01-02', '2020-07-19'] },
        name: { nullFraction: 0, histogram: [] },
      },
      indexes: [],
    })
    expect(table?.statistics?.bytes).toBeGreaterThan(0)
  })
})

describe('csv and json', () => {
  test('types are found out, and an empty text is not null', async () => {
    const source = config('a.csv', { format: 'csv' })
    expect(await describedTypes(source)).toEqual([
      ['id', INT64],
      ['words', STRING],
      ['price', FLOAT64],
      ['day', DATE],
      ['empty', STRING],
    ])
    const reader = await createReader(source)
    expect(
      await readAll(reader, { sql: 'SELECT id, words, empty FROM files', fields: fieldsOf(INT64, STRING, STRING) }),
    ).toEqual([
      [1n, 'a', ''],
      [2n, 'b,"c"', null],
    ])
  })

  test('declared types are read from the text itself', async () => {
    const source = config('a.csv', { format: 'csv', ...declaring({ price: decimal(18, 2), id: STRING }) })
    const reader = await createReader(source)
    expect(
      await readAll(reader, { sql: 'SELECT id, price FROM files', fields: fieldsOf(STRING, decimal(18, 2)) }),
    ).toEqual([
      ['1', 110n],
      ['2', 12345678901234567n],
    ])
    const json = config('a.json', { format: 'json', ...declaring({ price: decimal(15, 2) }) })
    const other = await createReader(json)
    expect(
      await readAll(other, { sql: 'SELECT id, price, big FROM files', fields: fieldsOf(INT64, decimal(15, 2), INT64) }),
    ).toEqual([
      [1n, 10n, 9007199254740993n],
      [2n, 123456789012345n, null],
    ])
  })

  test('a decimal that JSON cannot carry exactly is refused', async () => {
    const source = config('a.json', { format: 'json', ...declaring({ price: decimal(19, 2) }) })
    const error = await failureOf(describedTypes(source))
    expect(error.message).toContain('column "price" is declared as decimal(19,2)')
  })

  test('delimiter, header and null text are the configured ones', async () => {
    const source = config('b.csv', { format: 'csv', delimiter: '|', header: false, nullText: 'NULL' })
    const reader = await createReader(source)
    expect(await readAll(reader, { sql: 'SELECT * FROM files', fields: fieldsOf(STRING, STRING) })).toEqual([
      ['x', null],
      ['9007199254740993', 'y'],
    ])
  })

  const rowsOf = async (source: FileSourceConfig, sql: string, ...types: EngineType[]): Promise<unknown> => {
    const reader = await createReader(source)
    return readAll(reader, { sql, fields: fieldsOf(...types) })
  }

  test.each<[EngineType, string, unknown]>([
    [INT64, '-9223372036854775808', -9223372036854775808n],
    [INT64, ' 7 ', 7n],
    [INT64, '1.5', undefined],
    [INT64, '1e3', undefined],
    [INT64, '9223372036854775808', undefined],
    [INT16, '40000', undefined],
    [UINT64, '18446744073709551615', 18446744073709551615n],
    [UINT64, '-1', undefined],
    [decimal(5, 2), '1.230', 123n],
    [decimal(5, 2), '-.5', -50n],
    [decimal(5, 2), '1.234', undefined],
    [decimal(5, 2), '1000', undefined],
    [decimal(5, 0), '12.0', 12n],
    [decimal(5, 0), '12.1', undefined],
    [decimal(38, 2), '999999999999999999999999999999999999.99', 99999999999999999999999999999999999999n],
    [FLOAT64, '0.1', 0.1],
    [FLOAT64, '-Infinity', Number.NEGATIVE_INFINITY],
    [FLOAT64, '1e400', undefined],
    [FLOAT64, '0x10', undefined],
    [FLOAT32, '1e39', undefined],
    [BOOLEAN, 'Yes', true],
    [BOOLEAN, '2', undefined],
    [DATE, '2024-02-29', 19782],
    [DATE, '2023-02-29', undefined],
    [DATE, '03/04/2020', undefined],
    [DATE, '2020-1-2', undefined],
    [TIME, '23:59:59.999999', 86399999999n],
    [TIME, '25:00:00', undefined],
    [TIMESTAMP, '2024-02-29T12:00:00.0000010Z', 1709208000000001n],
    [TIMESTAMP, '2024-02-29 12:00:00.0000001', undefined],
    [TIMESTAMP, '2024-02-29 12:00:00+02', undefined],
    [TIMESTAMPTZ, '2024-02-29 12:00:00+05:30', 1709188200000000n],
    [INTERVAL, '1 year 2 months -3 days 04:05:06', '14 -3 14706000000'],
    [INTERVAL, 'P1Y', undefined],
    [UUID, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    [UUID, 'a0eebc99', undefined],
    [BINARY, '\\x00ff', '00ff'],
    [BINARY, '00ff', undefined],
    [JSON_TYPE, '[1]', '[1]'],
    [JSON_TYPE, '[1', undefined],
    [STRING, ' 007 ', ' 007 '],
  ])('a text becomes the declared type exactly or not at all: %o %s', async (type, text, value) => {
    writeFileSync(join(folder, 'one.csv'), `id,value\n1,"${text}"\n`)
    const source = config('one.csv', { format: 'csv', ...declaring({ value: type }) })
    const sql = 'SELECT value FROM files'
    if (value !== undefined) {
      expect(await rowsOf(source, sql, type)).toEqual([[value]])
      return
    }
    const error = await failureOf(rowsOf(source, sql, type))
    expect(error.code).toBe('DATA_ERROR')
    expect(error.detail).toMatchObject({ source: 'files', sqlState: '22P02' })
    expect(error.message).toContain(`${source.path}): column "value" holds "${text}", which is no ${typeName(type)}`)
  })

  test('a value unlike those the type was found from fails and is not rounded', async () => {
    const numbers = Array.from({ length: 40_000 }, (_, n) => (n === 39_000 ? '1.5' : String(n)))
    writeFileSync(join(folder, 'late-fraction.csv'), `n,m\n${numbers.map((n) => `${n},0`).join('\n')}\n`)
    const csv = config('late-fraction.csv', { format: 'csv' })
    expect(await describedTypes(csv)).toEqual([
      ['n', INT64],
      ['m', INT64],
    ])
    const error = await failureOf(rowsOf(csv, 'SELECT n FROM files', INT64))
    expect(error.message).toContain('column "n" holds "1.5", which is no int64')
    writeFileSync(join(folder, 'late-fraction.json'), numbers.map((n) => `{"n":${n}}`).join('\n'))
    const json = config('late-fraction.json', { format: 'json' })
    expect((await failureOf(rowsOf(json, 'SELECT n FROM files', INT64))).code).toBe('DATA_ERROR')
  })

  test('a date that could be read in two ways stays a text', async () => {
    writeFileSync(join(folder, 'dates.csv'), 'a,b\n03/04/2020,2020-04-03\n05/06/2020,2020-06-05\n')
    expect(await describedTypes(config('dates.csv', { format: 'csv' }))).toEqual([
      ['a', STRING],
      ['b', DATE],
    ])
  })

  test('files with other line ends, quotes and no last line end are one table, whole', async () => {
    mkdirSync(join(folder, 'mixed'))
    writeFileSync(join(folder, 'mixed/1.csv'), 'id,words\n1,a\n')
    writeFileSync(join(folder, 'mixed/2.csv'), 'id,words\r\n2,"b ""q"", c"\r\n')
    writeFileSync(join(folder, 'mixed/3.csv'), 'id,words\n3,"two\nlines"')
    const source = config('mixed/*.csv', { format: 'csv' })
    expect(await rowsOf(source, 'SELECT id, words FROM files ORDER BY id', INT64, STRING)).toEqual([
      [1n, 'a'],
      [2n, 'b "q", c'],
      [3n, 'two\nlines'],
    ])
    writeFileSync(join(folder, 'mixed/4.csv'), 'words,id\nd,4\n')
    const error = await failureOf(rowsOf(source, 'SELECT id FROM files', INT64))
    expect(error.code).toBe('DATA_ERROR')
    expect(error.message).toContain(`the header of ${join(folder, 'mixed/4.csv')} is not that of`)
  })

  test.each(['\t', ';', '|'])('the delimiter %j is found out, in a path that must be quoted', async (delimiter) => {
    writeFileSync(join(folder, `it's.csv`), `id${delimiter}words\n1${delimiter}a,b\n2${delimiter}\n`)
    const source = config(`it's.csv`, { format: 'csv' })
    expect(await rowsOf(source, 'SELECT id, words FROM files', INT64, STRING)).toEqual([
      [1n, 'a,b'],
      [2n, null],
    ])
  })

  test('a file of one column, and one of a header alone', async () => {
    writeFileSync(join(folder, 'single.csv'), 'id\n1\n2\n')
    expect(await rowsOf(config('single.csv', { format: 'csv' }), 'SELECT id FROM files', INT64)).toEqual([[1n], [2n]])
    writeFileSync(join(folder, 'head.csv'), 'id,words\n')
    const source = config('head.csv', { format: 'csv', header: true })
    expect(await rowsOf(source, 'SELECT id, words FROM files', STRING, STRING)).toEqual([])
  })

  test('columns without a header have the declared names', async () => {
    const declared = declaring({ letter: STRING, number: STRING })
    const source = config('b.csv', { format: 'csv', delimiter: '|', header: false, nullText: 'NULL', ...declared })
    expect(await rowsOf(source, 'SELECT letter, number FROM files', STRING, STRING)).toEqual([
      ['x', null],
      ['9007199254740993', 'y'],
    ])
  })

  test('nested JSON is read as it is declared, and a declared key may be missing', async () => {
    writeFileSync(join(folder, 'nested.json'), '{"a":{"z":1,"b":[2]},"s":"t"}\n{"a":"t"}\n')
    const source = config('nested.json', { format: 'json', ...declaring({ a: JSON_TYPE, late: INT64 }) })
    expect(await rowsOf(source, 'SELECT a, s, late FROM files', JSON_TYPE, STRING, INT64)).toEqual([
      ['{"z":1,"b":[2]}', 't', null],
      ['"t"', null, null],
    ])
    writeFileSync(join(folder, 'odd.json'), '{"a":{"z":1}}\n')
    const error = await failureOf(describedTypes(config('odd.json', { format: 'json' })))
    expect(error.message).toContain('Column "a" of files at source "files" has the type STRUCT(z BIGINT)')
  })

  test('a malformed file is named', async () => {
    writeFileSync(join(folder, 'bad.parquet'), 'no parquet at all')
    writeFileSync(join(folder, 'bad.json'), '{"a":1}\n{oops\n')
    const ragged = Array.from({ length: 40_000 }, (_, n) => (n === 39_000 ? '1,2,3' : '1,2'))
    writeFileSync(join(folder, 'bad.csv'), `a,b\n${ragged.join('\n')}\n`)
    for (const format of ['parquet', 'json', 'csv'] as const) {
      const source = config(`bad.${format}`, { format })
      const error = await failureOf(rowsOf(source, 'SELECT sum(a)::BIGINT FROM files', INT64))
      expect(error.code).toBe('DATA_ERROR')
      expect(error.message).toContain(source.path)
    }
  })
})

describe('ending and failing', () => {
  test('a missing file is named', async () => {
    for (const path of ['nowhere.parquet', 'nowhere/*.parquet']) {
      const reader = await createReader(config(path))
      const error = await failureOf(reader.test(signal()))
      expect(error.code).toBe('SOURCE_UNREACHABLE')
      expect(error.message).toContain(`Source "files": ${join(folder, path)} cannot be read (no such file)`)
    }
  })

  const ENDLESS = 'SELECT count(*) FROM files a, files b, files c WHERE a.n + b.n + c.n = 7'

  test('an abort and a time limit interrupt the statement', async () => {
    const reader = await createReader(config('many/0.parquet'))
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 100)
    expect((await failureOf(readAll(reader, { sql: ENDLESS, fields: fieldsOf(INT64) }, abort.signal))).code).toBe(
      'CANCELED',
    )
    expect((await failureOf(readAll(reader, { sql: ENDLESS, fields: fieldsOf(INT64), timeoutMs: 100 }))).code).toBe(
      'TIMEOUT',
    )
  })

  test('an error after the first rows fails the read: no row is lost in silence', async () => {
    const late = Array.from({ length: 300_000 }, (_, n) => (n === 250_000 ? 'oops' : String(n)))
    writeFileSync(join(folder, 'late.csv'), `n\n${late.join('\n')}\n`)
    const reader = await createReader(config('late.csv', { format: 'csv' }))
    const error = await failureOf(drain(reader, 'SELECT n FROM files'))
    expect(error.code).toBe('DATA_ERROR')
    expect(error.message).toContain(join(folder, 'late.csv'))
    const raising = await createReader(config('many/*.parquet'))
    const sql = `SELECT CASE WHEN n < 200000 THEN n ELSE error('22012: division by zero') END FROM files`
    const raised = await failureOf(drain(raising, sql))
    expect(raised.code).toBe('DATA_ERROR')
    expect(raised.detail.sqlState).toBe('22012')
  })

  test('an abort in the middle of the rows and a reader that stops early end it', async () => {
    const reader = await createReader(config('many/0.parquet'))
    const request = {
      sql: 'SELECT a.n FROM files a, files b',
      parameters: [],
      fields: fieldsOf(INT64),
      timeoutMs: 30_000,
    }
    const abort = new AbortController()
    const read = async (): Promise<void> => {
      for await (const _ of reader.read(request, abort.signal)) abort.abort()
    }
    expect((await failureOf(read())).code).toBe('CANCELED')
    for await (const batch of reader.read(request, signal())) {
      expect(batch.numRows).toBeGreaterThan(0)
      break
    }
    expect((await failureOf(readAll(reader, request, AbortSignal.abort()))).code).toBe('CANCELED')
  })

  test('a database over a file is used again as long as the file stays as it is', async () => {
    const path = join(folder, 'kept.csv')
    writeFileSync(path, 'a,b\n1,x\n')
    const instanceOf = async (reader: SourceReader): Promise<unknown> =>
      (await readAll(reader, { sql: `SELECT current_setting('temp_directory')`, fields: fieldsOf(STRING) }))[0]?.[0]
    const young = await createReader(config('kept.csv', { format: 'csv' }))
    expect(await instanceOf(young)).not.toBe(await instanceOf(young))
    await young.close()

    await sleep(2100)
    const reader = await createReader(config('kept.csv', { format: 'csv' }))
    const request = { sql: 'SELECT * FROM files', fields: fieldsOf(INT64, STRING) }
    const first = await instanceOf(reader)
    expect(await readAll(reader, request)).toEqual([[1n, 'x']])
    expect(await instanceOf(reader)).toBe(first)
    await failureOf(readAll(reader, { sql: 'SELECT nosuch FROM files', fields: fieldsOf(INT64) }))
    const second = await instanceOf(reader)
    expect(second).not.toBe(first)
    const atOnce = await Promise.all([instanceOf(reader), instanceOf(reader)])
    expect(new Set(atOnce).size).toBe(2)
    expect(atOnce).toContain(second)

    writeFileSync(path, 'c,d\ny,2\n')
    const changed = { sql: 'SELECT * FROM files', fields: fieldsOf(STRING, INT64) }
    expect(await readAll(reader, changed)).toEqual([['y', 2n]])
    await sleep(2100)
    const third = await instanceOf(reader)
    expect(atOnce).not.toContain(third)
    expect(await instanceOf(reader)).toBe(third)
    await reader.close()
    expect([first, second, third, ...atOnce].filter((path) => existsSync(String(path)))).toEqual([])
  })

  test('other tables are not there', async () => {
    const reader = await createReader(config('many/0.parquet'))
    expect(
      await reader.describe(sourceTable(config('many/0.parquet', { table: 'other' })), {}, signal()),
    ).toBeUndefined()
    expect(await reader.tables(signal())).toEqual(['files'])
  })
})
