import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PostgresSourceConfig } from '#config'
import { leadsIndex, type TableDescription } from '#plan'
import { freshPostgresDatabase, type ServiceAddress } from '../../../test/services/index.ts'
import { createReader, sourceTable } from '../readers.ts'
import type { SourceReader } from '../spi.ts'
import { sourceAt } from './testing/source-at.ts'

let server: ServiceAddress
let reader: SourceReader
let admin: pg.Client

const config = (table: string): PostgresSourceConfig => sourceAt(server, { table })

async function described(table: string): Promise<TableDescription> {
  const description = await reader.describe(sourceTable(config(table)), {}, AbortSignal.timeout(30_000))
  if (description === undefined) throw new Error(`no table ${table}`)
  return description
}

beforeAll(async () => {
  server = await freshPostgresDatabase()
  admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  await admin.query(`
    CREATE TABLE sold (id int PRIMARY KEY, buyer int, day date, state text, price numeric(10,2), note text, tags int[], ok bool);
    INSERT INTO sold SELECT i, CASE WHEN i % 4 > 0 THEN i % 50 END, date '2020-01-01' + i % 100,
      CASE WHEN i % 10 < 7 THEN 'open, "x"' ELSE 'closed' END, i / 100.0, repeat('n', 200) || i, ARRAY[i, 1], i % 2 = 0
      FROM generate_series(1, 1000) i;
    CREATE INDEX ON sold (buyer, day);
    CREATE INDEX ON sold (lower(state), price);
    CREATE INDEX ON sold (price) WHERE buyer = 1;
    CREATE INDEX ON sold USING hash (day);
    CREATE INDEX ON sold (state, (price + 1), day);
    ANALYZE sold;
    CREATE TABLE fresh (a int);
    CREATE TABLE parent (a int, b int) PARTITION BY LIST (b);
    CREATE TABLE child1 PARTITION OF parent FOR VALUES IN (1);
    CREATE TABLE child2 PARTITION OF parent FOR VALUES IN (2);
    INSERT INTO parent SELECT i % 7, 1 + i % 2 FROM generate_series(1, 400) i;
    ANALYZE parent;`)
  reader = await createReader(config('sold'))
})

afterAll(async () => {
  await reader.close()
  await admin.end()
})

test('what ANALYZE found of each column, as far as its text is that of literals', async () => {
  const { statistics, estimatedRows } = await described('sold')
  expect(estimatedRows).toBe(1000)
  expect(statistics?.bytes).toBeGreaterThan(200_000)
  const { id, buyer, day, state, price, note, tags, ok } = statistics?.columns ?? {}
  expect(id).toMatchObject({ distinct: 1000, nullFraction: 0, averageBytes: 4, commonValues: [], correlation: 1 })
  expect(id?.histogram).toHaveLength(33)
  expect([id?.histogram[0], id?.histogram[16], id?.histogram[32]]).toEqual(['1', '500', '1000'])
  expect(buyer?.nullFraction).toBeCloseTo(0.25, 2)
  expect(buyer?.commonValues).toHaveLength(32)
  expect(buyer?.commonValues[0]?.fraction).toBeCloseTo(0.02, 2)
  expect(buyer?.distinct).toBe(50)
  expect(day?.distinct).toBe(100)
  expect(day?.commonValues[0]?.value).toMatch(/^2020-0\d-\d\d$/)
  expect(state?.commonValues).toEqual([
    { value: 'open, "x"', fraction: expect.closeTo(0.7, 2) },
    { value: 'closed', fraction: expect.closeTo(0.3, 2) },
  ])
  expect([price?.histogram[0], price?.histogram.at(-1)]).toEqual(['0.01', '10.00'])
  expect(note).toMatchObject({ commonValues: [], histogram: [] })
  expect(note?.averageBytes).toBeGreaterThan(200)
  expect(tags).toMatchObject({ commonValues: [], histogram: [] })
  expect(ok).toMatchObject({ distinct: 2, commonValues: [] })
})

test('indexes that find rows by plain columns', async () => {
  const { statistics } = await described('sold')
  expect(statistics?.indexes.map(({ columns, unique, clustered }) => [columns, unique, clustered])).toEqual([
    [['id'], true, false],
    [['buyer', 'day'], false, false],
    [['state'], false, false],
  ])
  expect(statistics?.indexes.map(({ distinct }) => distinct)).toEqual([[1000], [50], [2]])
  expect([leadsIndex(statistics, 'buyer'), leadsIndex(statistics, 'day'), leadsIndex(undefined, 'id')]).toEqual([
    true,
    false,
    false,
  ])
})

test('nothing of a table that was never analysed, and of a partitioned one what its partitions have', async () => {
  const fresh = await described('fresh')
  expect([fresh.estimatedRows, fresh.statistics]).toEqual([null, { bytes: null, columns: {}, indexes: [] }])
  const parent = await described('parent')
  expect(parent.estimatedRows).toBe(400)
  expect(parent.statistics?.columns['a']?.distinct).toBe(7)
})
