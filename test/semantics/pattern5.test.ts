import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseQueryRequest, parseSql, type QueryRequest } from '#query'
import { bindRequest, bindSql } from '../../libs/query/binder/testing/catalog.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'

const QUERIES = 300
const ANSWERED = 60

let folder: string
let engine: SemanticsEngine

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ajna-native-'))
  const database = new DatabaseSync(join(folder, 'shop.db'))
  database.exec(`
    CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name TEXT, age INTEGER);
    INSERT INTO users VALUES (1, 'Ada', 36), (2, 'Bo', NULL), (3, NULL, 20), (4, 'b', 36);
    CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY, customer_id INTEGER, status TEXT);
    INSERT INTO orders VALUES (1, 1, 'open'), (2, 1, 'paid'), (3, 2, NULL), (4, 9, 'paid'), (5, 3, 'open');`)
  database.close()
  const source = { type: 'sqlite', path: join(folder, 'shop.db') }
  engine = await openEngine({ users: source, orders: source })
}, 60_000)

afterAll(async () => {
  await engine?.close()
  rmSync(folder, { recursive: true })
})

/** The same query in the native short forms and as SQL. */
interface Twin {
  readonly native: QueryRequest
  readonly sql: string
}

/** Numbers from a seed (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const CONDITIONS = [
  ['age', '>', 20, 'age > 20'],
  ['age', 'is null', undefined, 'age IS NULL'],
  ['name', '=', "A'da", "name = 'A''da'"],
  ['name', 'like', 'A%', "name LIKE 'A%'"],
  ['name', 'not in', ['Bo', 'x'], "name NOT IN ('Bo', 'x')"],
  ['id', 'between', [1, 3], 'id BETWEEN 1 AND 3'],
  ['id', 'in', [1, 2, 4], 'id IN (1, 2, 4)'],
  ['name', 'is not null', undefined, 'name IS NOT NULL'],
  ['id', '<>', 2, 'id <> 2'],
] as const

const AGGREGATIONS = [
  [{ function: 'count', column: '*', alias: 'n' }, 'count(*) AS n'],
  [{ function: 'sum', column: 'users.id', alias: 's' }, 'sum(users.id) AS s'],
  [{ function: 'min', column: 'users.age', alias: 'low' }, 'min(users.age) AS low'],
  [{ function: 'max', column: 'users.name', alias: 'high' }, 'max(users.name) AS high'],
  [{ function: 'count', column: 'users.age', distinct: true, alias: 'ages' }, 'count(DISTINCT users.age) AS ages'],
] as const

function twin(seed: number): Twin {
  const below = random(seed)
  const some = <Item>(items: readonly Item[]): readonly Item[] => items.filter(() => below(3) === 0)
  const type = (['inner', 'left', 'right', 'full'] as const)[below(4)] ?? 'inner'
  const joins = below(2) === 0
  const isGrouped = below(2) === 0
  const keys = isGrouped
    ? ['users.name', ...(below(2) === 0 ? ['users.age'] : [])]
    : ['users.id', 'users.name', 'users.age']
  const aggregations = isGrouped ? [AGGREGATIONS[0], ...some(AGGREGATIONS.slice(1))] : []
  const conditions = some(CONDITIONS)
  const having = isGrouped && below(2) === 0
  const descending = below(2) === 0
  const order = [...keys, ...aggregations.map(([{ alias }]) => alias)]
  const limit = 1 + below(5)
  const native: QueryRequest = {
    sources: joins ? ['users', 'orders'] : ['users'],
    ...(joins
      ? {
          joins: [{ type, left_table: 'users', right_table: 'orders', left_column: 'id', right_column: 'customer_id' }],
        }
      : {}),
    select: keys,
    ...(conditions.length === 0
      ? {}
      : {
          filters: {
            users: conditions.map(([column, op, value]) => ({ column, op, ...(value === undefined ? {} : { value }) })),
          },
        }),
    ...(isGrouped ? { aggregations: aggregations.map(([aggregation]) => aggregation), group_by: keys } : {}),
    ...(having ? { having: [{ column: 'n', op: '>=', value: 1 }] } : {}),
    order_by: order.map((column) => ({ column, direction: descending ? 'desc' : 'asc' })),
    limit,
  }
  const sql = [
    `SELECT ${[...keys, ...aggregations.map(([, text]) => text)].join(', ')} FROM users`,
    joins ? `${type.toUpperCase()} JOIN orders ON users.id = orders.customer_id` : '',
    conditions.length === 0 ? '' : `WHERE ${conditions.map(([, , , text]) => `users.${text}`).join(' AND ')}`,
    isGrouped ? `GROUP BY ${keys.join(', ')}` : '',
    having ? 'HAVING count(*) >= 1' : '',
    `ORDER BY ${order.map((column) => `${column}${descending ? ' DESC' : ''}`).join(', ')}`,
    `LIMIT ${limit}`,
  ]
  return { native, sql: sql.filter((part) => part !== '').join(' ') }
}

const SEEDS = Array.from({ length: QUERIES }, (_, seed) => seed)

test('a native query and the same as SQL have one plan, also after JSON', async () => {
  for (const seed of SEEDS) {
    const { native, sql } = twin(seed)
    const { request } = await parseSql(sql)
    const copy = parseQueryRequest(JSON.parse(JSON.stringify(request))).request
    expect(copy, `seed ${seed}`).toStrictEqual(request)
    const wanted = (await bindSql(sql)).plan
    expect((await bindRequest(native)).plan, `seed ${seed}: ${sql}`).toStrictEqual(wanted)
    expect((await bindRequest(copy)).plan, `seed ${seed}: ${sql}`).toStrictEqual(wanted)
  }
})

test('and one answer', async () => {
  for (const seed of SEEDS.slice(0, ANSWERED)) {
    const { native, sql } = twin(seed)
    const [asNative, asSql] = [await engine.run(native), await engine.run(sql)]
    expect(asSql, `seed ${seed}: ${sql}`).toMatchObject({ kind: 'rows' })
    expect(asNative, `seed ${seed}: ${sql}`).toStrictEqual(asSql)
  }
})
