import { expect, test } from 'vitest'
import { DATE, decimal, type EngineType, INT32, STRING } from '#arrow'
import { engineConfigFromObject } from '#config'
import {
  type Catalog,
  type ColumnStatistics,
  type DistributedPlan,
  type TableDescription,
  type TableIndex,
  UNKNOWN_COLUMN,
} from '#plan'
import { EnginePlanner, type Statement } from './query-planner.ts'

const PRICE = decimal(15, 2)

interface TestTable {
  readonly server: 'maria' | 'pg'
  readonly rows: number
  readonly columns: Readonly<Record<string, EngineType>>
  readonly primaryKey: readonly string[]
  readonly distinct: Readonly<Record<string, number>>
  /** Columns that lead a further index. */
  readonly indexed?: readonly string[]
}

const MILLIONS = 6_000_000

const TABLES: Readonly<Record<string, TestTable>> = {
  lines: {
    server: 'maria',
    rows: MILLIONS,
    columns: { order_id: INT32, line: INT32, part_id: INT32, quantity: PRICE, price: PRICE, status: STRING, day: DATE },
    primaryKey: ['order_id', 'line'],
    distinct: { order_id: 1_500_000, part_id: 200_000 },
    indexed: ['part_id'],
  },
  parts: {
    server: 'maria',
    rows: 200_000,
    columns: { part_id: INT32, kind: STRING },
    primaryKey: ['part_id'],
    distinct: {},
  },
  few: { server: 'maria', rows: 500, columns: { status: STRING, price: PRICE }, primaryKey: [], distinct: {} },
  orders: {
    server: 'pg',
    rows: 1_500_000,
    columns: { order_id: INT32, buyer_id: INT32, day: DATE },
    primaryKey: ['order_id'],
    distinct: { order_id: 1_500_000, buyer_id: 100_000 },
  },
  buyers: {
    server: 'pg',
    rows: 150_000,
    columns: { buyer_id: INT32, name: STRING, segment: STRING },
    primaryKey: ['buyer_id'],
    distinct: { buyer_id: 150_000, segment: 5 },
  },
}

const VERSIONS = { maria: 'MariaDB 10.11.19', pg: 'PostgreSQL 17.2' }
const TYPES = { maria: 'mysql', pg: 'postgres' }

function describeTable(name: string, table: TestTable, known: boolean): TableDescription {
  const { server, rows, primaryKey, distinct, indexed = [] } = table
  const columns = Object.entries(table.columns).map(([column, type]) => ({
    name: column,
    type,
    nativeType: type,
    sourceType: type.kind,
    nullable: false,
    comparison: type.kind === 'string' ? ('binary' as const) : null,
  }))
  const index = (led: readonly string[], clustered: boolean): TableIndex => ({
    columns: led,
    unique: clustered,
    clustered: clustered && server === 'maria',
    distinct: led.map((column) => distinct[column] ?? null),
  })
  const statistics = Object.entries(distinct).map(([column, count]): readonly [string, ColumnStatistics] => [
    column,
    { ...UNKNOWN_COLUMN, distinct: count },
  ])
  const indexes = [primaryKey, ...indexed.map((column) => [column])].filter((led) => led.length > 0)
  return {
    ref: { source: name, connection: server, sourceType: TYPES[server], schema: null, table: name },
    columns,
    primaryKey,
    estimatedRows: rows,
    serverVersion: VERSIONS[server],
    ...(known
      ? {
          statistics: {
            bytes: null,
            columns: Object.fromEntries(statistics),
            indexes: indexes.map((led) => index(led, led === primaryKey)),
          },
        }
      : {}),
  }
}

async function planOf(
  sql: string,
  { known = true, pushdown = 'auto' }: { readonly known?: boolean; readonly pushdown?: Statement['pushdown'] } = {},
): Promise<DistributedPlan> {
  const catalog: Catalog = {
    describe: async ({ parts: [name = ''] }) => {
      const table = TABLES[name]
      if (table === undefined) throw new Error(`no table ${name}`)
      return describeTable(name, table, known)
    },
  }
  const planner = new EnginePlanner(catalog, engineConfigFromObject({}).query)
  const statement = { sql, query: null, parameters: {}, default_connection_id: null, pushdown }
  return planner.explain(statement, AbortSignal.timeout(10_000))
}

async function pushed(sql: string, options?: Parameters<typeof planOf>[1]): Promise<readonly string[]> {
  const { fragments } = await planOf(sql, options)
  return fragments.map((fragment) => `${fragment.source}: ${fragment.pushed.join(', ')}`)
}

const MANY_SUMS = `SELECT status, sum(quantity), sum(price), sum(price * (1 - quantity)), avg(price), count(*)
  FROM lines WHERE day < date '1998-09-02' GROUP BY status`
const NESTED_LOOPS = `SELECT sum(price) FROM lines JOIN parts ON lines.part_id = parts.part_id
  WHERE kind LIKE 'PROMO%' AND day >= date '1995-09-01' AND day < date '1995-10-01'`

test('many sums over many rows are not left to a source that is slow at them', async () => {
  const { fragments, residual } = await planOf(MANY_SUMS)
  expect(fragments.map((fragment) => fragment.pushed)).toEqual([['filter']])
  expect(fragments[0]?.not_pushed).toContainEqual({ what: 'GROUP BY', reason: 'COST' })
  expect(residual?.sql).toContain('GROUP BY')
})

test('nor is a join that it can only do by looking up rows one by one', async () => {
  expect(await pushed(NESTED_LOOPS)).toEqual(['lines: filter', 'parts: filter'])
})

test('groups that come in the order of the primary key are made where they lie', async () => {
  const sql = 'SELECT order_id FROM lines GROUP BY order_id HAVING sum(quantity) > 300'
  expect(await pushed(sql)).toEqual(['lines: aggregate, filter, limit'])
  expect(await pushed('SELECT part_id FROM lines GROUP BY part_id HAVING sum(quantity) > 300')).toEqual(['lines: '])
})

test('a join by hashing stays together, and so does what makes few rows of it', async () => {
  const sql = `SELECT segment, count(*) FROM orders JOIN buyers ON orders.buyer_id = buyers.buyer_id GROUP BY segment`
  expect(await pushed(sql)).toEqual(['orders: join, aggregate, limit'])
})

test('but not where its table is large and all its rows would be sent', async () => {
  const sql = `SELECT segment, sum(price) FROM buyers JOIN orders ON orders.buyer_id = buyers.buyer_id
    JOIN lines ON lines.order_id = orders.order_id GROUP BY segment`
  expect((await pushed(sql)).toSorted()).toEqual(['buyers: ', 'lines: ', 'orders: '])
})

test('small tables are worked on where they are: the fewest round trips', async () => {
  expect(await pushed('SELECT status, sum(price), avg(price) FROM few GROUP BY status')).toEqual([
    'few: aggregate, limit',
  ])
  // Text is sorted here, so there is a kernel anyway.
  expect(await pushed('SELECT status, max(price) FROM few GROUP BY status ORDER BY lower(status)')).toEqual([
    'few: aggregate',
  ])
})

test('a few rows found by an index are joined where they are', async () => {
  const sql = `SELECT kind, quantity FROM lines JOIN parts ON lines.part_id = parts.part_id WHERE parts.part_id = 7`
  expect(await pushed(sql)).toEqual(['lines: filter, join, limit'])
})

test('without statistics, and where it is required, all that is exact is pushed', async () => {
  for (const options of [{ known: false }, { pushdown: 'require' as const }]) {
    expect(await pushed(MANY_SUMS, options)).toEqual(['lines: filter, aggregate, limit'])
    expect(await pushed(NESTED_LOOPS, options)).toEqual(['lines: filter, join, aggregate, limit'])
  }
})

test('one table read twice is fetched once where the conditions are the same', async () => {
  const twice = `SELECT a.order_id FROM lines a JOIN lines b ON a.order_id = b.order_id AND a.line < b.line
    WHERE a.day < date '1995-01-01' AND b.day < date '1995-01-01'`
  const { fragments } = await planOf(twice)
  expect(fragments.map(({ fields }) => fields.length)).toEqual([2])
  const apart = twice.replace(`b.day < date '1995-01-01'`, `b.day < date '1996-01-01'`)
  expect((await planOf(apart)).fragments).toHaveLength(2)
})
