import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseQueryRequest, parseSql } from '#query'
import { bindRequest, bindSql } from '../../libs/query/binder/testing/catalog.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { twin } from './support/twins.ts'

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
