import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MysqlSourceConfig } from '#config'
import type { TableDescription } from '#plan'
import { freshMysqlDatabase, type ServiceAddress } from '../../../test/services/index.ts'
import { createReader, sourceTable } from '../readers.ts'
import type { SourceReader } from '../spi.ts'
import { sourceAt } from './testing/source-at.ts'

const USER = 'ajna_narrow'

let server: ServiceAddress
let reader: SourceReader
let admin: Connection
let mariadb: boolean

const config = (table: string, username = server.user, password = server.password): MysqlSourceConfig =>
  sourceAt(server, { table, username, password, maxConnections: 2 })

async function described(table: string, from = reader): Promise<TableDescription> {
  const description = await from.describe(sourceTable(config(table)), {}, AbortSignal.timeout(30_000))
  if (description === undefined) throw new Error(`no table ${table}`)
  return description
}

beforeAll(async () => {
  server = await freshMysqlDatabase()
  const { host, port, user, password, database } = server
  admin = await createConnection({ host, port, user, password, database, multipleStatements: true })
  const [[version]] = await admin.query<RowDataPacket[]>('SELECT version() AS v')
  mariadb = String(version?.['v']).includes('MariaDB')
  const rows = Array.from({ length: 400 }, (_, i) => `(${i}, ${i % 40}, '2020-01-${10 + (i % 20)}', ${i / 4}, 't${i}')`)
  // Nine rows of ten lie in 2019, one in the thirty years around it, half of those after it.
  const skewed = Array.from({ length: 1000 }, (_, i) => {
    const year = i % 10 === 0 ? (i % 20 === 0 ? 1990 + ((i / 20) % 30) : 2020 + ((i / 10) % 30)) : 2019
    return `(${i}, '${year}-0${(i % 9) + 1}-1${i % 8}')`
  })
  // Four lines for each of 1,000 sales, of 100 parts.
  const lines = Array.from({ length: 4000 }, (_, i) => `(${Math.floor(i / 4)}, ${i % 4}, ${i % 100})`)
  await admin.query(`
    CREATE TABLE sold (id int, buyer int, day date, price decimal(10,2), note varchar(50), PRIMARY KEY (id, buyer),
      UNIQUE (day, note, id), KEY note_start (note(3), price), KEY price (price));
    INSERT INTO sold VALUES ${rows.join(', ')};
    ANALYZE TABLE sold ${mariadb ? 'PERSISTENT FOR ALL' : ''};
    CREATE TABLE skewed (id int PRIMARY KEY, day date);
    INSERT INTO skewed VALUES ${skewed.join(', ')};
    CREATE TABLE sale_lines (sale int, line int, part int, PRIMARY KEY (sale, line), KEY (part));
    INSERT INTO sale_lines VALUES ${lines.join(', ')};
    ANALYZE TABLE sale_lines;
    CREATE TABLE bare (a int);
    CREATE VIEW seen AS SELECT * FROM sold;`)
  reader = await createReader(config('sold'))
})

afterAll(async () => {
  await reader.close()
  await admin.query(`DROP USER IF EXISTS ${USER}, ${USER}_2`)
  await admin.end()
})

test('indexes with their cardinalities, and the ends of each', async () => {
  const { statistics, primaryKey } = await described('sold')
  expect(primaryKey).toEqual(['id', 'buyer'])
  expect(statistics?.bytes).toBeGreaterThan(0)
  const indexes = new Map(statistics?.indexes.map((index) => [index.columns.join(), index]))
  expect([...indexes.keys()].sort()).toEqual(['day,note,id', 'id,buyer', 'price'])
  expect(indexes.get('id,buyer')).toMatchObject({ unique: true, clustered: true, distinct: [400, 400] })
  expect(indexes.get('day,note,id')).toMatchObject({ unique: true, clustered: false })
  expect(statistics?.columns['day']).toMatchObject({ distinct: 20 })
  expect(statistics?.columns['id']).toMatchObject({ distinct: 400 })
  const ends = ['day', 'id', 'price'].map((name) => {
    const histogram = statistics?.columns[name]?.histogram ?? []
    return [histogram[0], histogram.at(-1)]
  })
  expect(ends).toEqual([
    ['2020-01-10', '2020-01-29'],
    ['0', '399'],
    ['0.00', '99.75'],
  ])
})

test('what MariaDB keeps of columns without an index', async () => {
  const { statistics } = await described('sold')
  if (!mariadb) {
    expect(statistics?.columns['buyer']).toBeUndefined()
    return
  }
  const buyer = statistics?.columns['buyer']
  expect(buyer).toMatchObject({ distinct: 40, nullFraction: 0 })
  expect([buyer?.histogram[0], buyer?.histogram.at(-1)]).toEqual(['0', '39'])
  expect(statistics?.columns['note']?.averageBytes).toBeGreaterThan(1)
})

/** The share of the rows of `skewed` with a day before 2020, by the bounds that the statistics have: it is 0.95. */
async function before2020(histogramType: string): Promise<number | undefined> {
  await admin.query(
    `SET histogram_type = ${histogramType}, histogram_size = 60; ANALYZE TABLE skewed PERSISTENT FOR ALL`,
  )
  const day = (await described('skewed')).statistics?.columns['day']
  const before = day?.histogram.filter((bound) => bound < '2020-01-01').length
  return day === undefined || before === undefined ? undefined : before / day.histogram.length
}

test.each(['SINGLE_PREC_HB', 'DOUBLE_PREC_HB', 'JSON_HB'])('a histogram of MariaDB, %s', async (histogramType) => {
  if (!mariadb) {
    expect((await described('skewed')).statistics?.columns['day']).toBeUndefined()
    return
  }
  const share = await before2020(histogramType)
  expect(share).toBeGreaterThan(0.9)
  expect(share).toBeLessThan(0.99)
})

test('as many values as there are, although the catalog makes lookups look cheap', async () => {
  const countsOf = async (from?: SourceReader): Promise<readonly (readonly (number | null)[])[]> => {
    const { statistics } = await described('sale_lines', from)
    return (
      statistics?.indexes.toSorted((a, b) => b.columns.length - a.columns.length).map(({ distinct }) => distinct) ?? []
    )
  }
  expect(await countsOf()).toEqual([[1000, 4000], [100]])
  await admin.query(`CREATE USER ${USER}_2 IDENTIFIED BY 'narrow'; GRANT SELECT ON sale_lines TO ${USER}_2`)
  const narrow = await createReader(config('sale_lines', `${USER}_2`, 'narrow'))
  try {
    const [[sales = 0, key] = [], [parts = 0] = []] = await countsOf(narrow)
    expect(key).toBe(4000)
    for (const [told, real] of [
      [sales, 1000],
      [parts, 100],
    ]) {
      expect((told ?? 0) / (real ?? 1)).toBeGreaterThan(0.7)
      expect((told ?? 0) / (real ?? 1)).toBeLessThan(1.4)
    }
  } finally {
    await narrow.close()
  }
})

test('nothing of a view or of a table without indexes', async () => {
  expect((await described('seen')).statistics).toBeUndefined()
  expect((await described('bare')).statistics).toMatchObject({ columns: {}, indexes: [] })
})

test('a user who may see but part of it gets the description all the same', async () => {
  await admin.query(`CREATE USER ${USER} IDENTIFIED BY 'narrow'; GRANT SELECT (id, note) ON sold TO ${USER}`)
  const narrow = await createReader(config('sold', USER, 'narrow'))
  try {
    const { columns, statistics } = await described('sold', narrow)
    expect(columns.map(({ name }) => name)).toEqual(['id', 'note'])
    expect(statistics?.columns['buyer']).toBeUndefined()
  } finally {
    await narrow.close()
  }
})
