import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MysqlSourceConfig } from '#config'
import type { TableDescription } from '#plan'
import { freshMysqlDatabase, type ServiceAddress } from '../../../test/services/index.ts'
import { createReader, sourceTable } from '../readers.ts'
import type { SourceReader } from '../spi.ts'

const USER = 'ajna_narrow'

let server: ServiceAddress
let reader: SourceReader
let admin: Connection
let mariadb: boolean

const config = (table: string, username = server.user, password = server.password): MysqlSourceConfig => ({
  name: 'shop',
  type: 'mysql',
  schema: null,
  table,
  declared: {},
  host: server.host,
  port: server.port,
  database: server.database,
  username,
  password,
  maxConnections: 2,
  connectTimeoutMs: 5_000,
  sslmode: 'prefer',
  sslrootcert: null,
  charset: 'utf8mb4',
  applicationName: 'ajna-test',
})

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
  await admin.query(`
    CREATE TABLE sold (id int, buyer int, day date, price decimal(10,2), note varchar(50), PRIMARY KEY (id, buyer),
      UNIQUE (day, note, id), KEY note_start (note(3), price), KEY price (price));
    INSERT INTO sold VALUES ${rows.join(', ')};
    ANALYZE TABLE sold ${mariadb ? 'PERSISTENT FOR ALL' : ''};
    CREATE TABLE bare (a int);
    CREATE VIEW seen AS SELECT * FROM sold;`)
  reader = await createReader(config('sold'))
})

afterAll(async () => {
  await reader.close()
  await admin.query(`DROP USER IF EXISTS ${USER}`)
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
  expect(statistics?.columns['day']).toMatchObject({ distinct: 20, histogram: ['2020-01-10', '2020-01-29'] })
  expect(statistics?.columns['id']).toMatchObject({ distinct: 400, histogram: ['0', '399'] })
  expect(statistics?.columns['price']?.histogram).toEqual(['0.00', '99.75'])
})

test('what MariaDB keeps of columns without an index', async () => {
  const { statistics } = await described('sold')
  if (!mariadb) {
    expect(statistics?.columns['buyer']).toBeUndefined()
    return
  }
  expect(statistics?.columns['buyer']).toMatchObject({ distinct: 40, nullFraction: 0, histogram: ['0', '39'] })
  expect(statistics?.columns['note']?.averageBytes).toBeGreaterThan(1)
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
