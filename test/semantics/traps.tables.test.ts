import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshMysqlDatabase, freshPostgresDatabase, freshReferenceDatabase } from '../services/index.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { difference, type Outcome } from './support/outcome.ts'
import { openReference, type Reference } from './support/reference.ts'

const MODES = ['auto', 'off'] as const

/** Traps that need types and schemas which only one kind of source has. */
const IN_MYSQL = [
  'CREATE TABLE unsigned_ids (id int PRIMARY KEY, v bigint unsigned)',
  'INSERT INTO unsigned_ids VALUES (1, 0), (2, 18446744073709551615), (3, 9223372036854775808), (4, NULL), (5, 9007199254740993)',
  'CREATE TABLE flags (id int PRIMARY KEY, f tinyint(1))',
  'INSERT INTO flags VALUES (1, 0), (2, 1), (3, 2), (4, -1), (5, NULL)',
  `CREATE TABLE days (id int PRIMARY KEY, d date, t time)`,
  `INSERT INTO days VALUES (1, '2024-01-31', '00:00:00'), (2, '1969-12-31', '12:00:00'), (3, NULL, NULL)`,
  `CREATE TABLE zeros (id int PRIMARY KEY, d date)`,
  `INSERT INTO zeros VALUES (1, '2024-01-31'), (2, '0000-00-00'), (3, '2200-00-08'), (4, NULL), (5, '1969-12-31')`,
]
const IN_REFERENCE = `
  CREATE TABLE unsigned_ids (id int, v numeric(20,0));
  INSERT INTO unsigned_ids VALUES (1, 0), (2, 18446744073709551615), (3, 9223372036854775808), (4, NULL), (5, 9007199254740993);
  CREATE TABLE flags (id int, f smallint);
  INSERT INTO flags VALUES (1, 0), (2, 1), (3, 2), (4, -1), (5, NULL);
  CREATE TABLE days (id int, d date, t time);
  INSERT INTO days VALUES (1, '2024-01-31', '00:00:00'), (2, '1969-12-31', '12:00:00'), (3, NULL, NULL);
  CREATE TABLE zeros (id int, d date);
  INSERT INTO zeros VALUES (1, '2024-01-31'), (2, NULL), (3, NULL), (4, NULL), (5, '1969-12-31');
  CREATE TABLE west (k int, v text); INSERT INTO west VALUES (1, 'west'), (2, 'x');
  CREATE TABLE east (k int, v text); INSERT INTO east VALUES (1, 'east'), (3, 'y');`
const TWO_SCHEMAS = `
  CREATE SCHEMA west; CREATE SCHEMA east;
  CREATE TABLE west.t (k int, v text); INSERT INTO west.t VALUES (1, 'west'), (2, 'x');
  CREATE TABLE east.t (k int, v text); INSERT INTO east.t VALUES (1, 'east'), (3, 'y')`

const CHANGING = 'CREATE TABLE changing (k int, v text); INSERT INTO changing VALUES (1, NULL), (2, NULL), (3, NULL)'

let reference: Reference
let changes: Reference
let engine: SemanticsEngine

beforeAll(async () => {
  const legacy = await freshMysqlDatabase()
  const connection = await createConnection({ uri: legacy.url })
  await connection.query(`SET sql_mode = 'ALLOW_INVALID_DATES'`)
  for (const statement of IN_MYSQL) await connection.query(statement)
  await connection.end()
  const shared = await freshPostgresDatabase()
  const schemas = await openReference(shared.url)
  await schemas.execute(TWO_SCHEMAS)
  await schemas.close()
  const changing = await freshPostgresDatabase()
  changes = await openReference(changing.url)
  await changes.execute(CHANGING)
  reference = await openReference((await freshReferenceDatabase()).url)
  await reference.execute(IN_REFERENCE)
  const mysql = { type: 'mysql', uri: legacy.url }
  const schema = (name: string): object => ({ type: 'postgres', uri: shared.url, schema: name, table: 't' })
  engine = await openEngine({
    ...{ unsigned_ids: mysql, flags: mysql, days: mysql, zeros: mysql },
    ...{ west: schema('west'), east: schema('east') },
    changing: { type: 'postgres', uri: changing.url },
  })
}, 180_000)

afterAll(async () => {
  await engine?.close()
  await reference?.close()
  await changes?.close()
})

/** An unsigned integer of 64 bits stands for a numeric without places, which is what PostgreSQL would have. */
function asNumeric(outcome: Outcome): Outcome {
  if (outcome.kind === 'failure') return outcome
  return { ...outcome, types: outcome.types.map((type) => (type === 'uint64' ? 'decimal' : type)) }
}

async function expectSame(sql: string): Promise<void> {
  const wanted = await reference.run(sql)
  for (const pushdown of MODES) {
    const ours = asNumeric(await engine.run(sql, { pushdown }))
    expect(difference(ours, wanted, { ordered: / order by /i.test(sql) }), pushdown).toBeUndefined()
  }
}

describe('trap 14: BIGINT UNSIGNED', () => {
  test.each([
    'SELECT id, v FROM unsigned_ids',
    'SELECT id FROM unsigned_ids WHERE v > 9223372036854775807',
    'SELECT id FROM unsigned_ids WHERE v = 18446744073709551615 OR v = 9007199254740993',
    'SELECT id, v FROM unsigned_ids ORDER BY v DESC, id LIMIT 4',
    'SELECT min(v), max(v), count(DISTINCT v) FROM unsigned_ids',
    'SELECT v, count(*) FROM unsigned_ids GROUP BY v',
  ])('%s', expectSame)
})

describe('trap 15: TINYINT(1) holds 2 and -1', () => {
  test.each([
    'SELECT id, f FROM flags',
    'SELECT id FROM flags WHERE f = 1',
    'SELECT id FROM flags WHERE f <> 0',
    'SELECT f, count(*) FROM flags GROUP BY f',
    'SELECT sum(f), max(f), min(f) FROM flags',
  ])('%s', expectSame)
})

describe('trap 16: zero dates', () => {
  test.each([
    'SELECT id, d, t FROM days',
    "SELECT id FROM days WHERE t = TIME '00:00:00'",
    'SELECT min(d), max(d), count(d) FROM days',
    'SELECT id FROM days ORDER BY d, id LIMIT 2',
  ])('%s', expectSame)

  test.each([
    "SELECT id FROM zeros WHERE d < DATE '2000-01-01'",
    'SELECT id FROM zeros WHERE d IS NULL',
    'SELECT count(d), min(d), max(d) FROM zeros',
    'SELECT id FROM zeros ORDER BY d, id LIMIT 5',
  ])('pushed, it is no date: %s', async (sql) => {
    const ours = await engine.run(sql, { pushdown: 'auto' })
    expect(difference(ours, await reference.run(sql), { ordered: / order by /i.test(sql) })).toBeUndefined()
  })

  test.each(['SELECT id, d FROM zeros', 'SELECT d, count(*) FROM zeros GROUP BY d'])(
    'it is never read as one: %s',
    async (sql) => {
      for (const pushdown of MODES) {
        expect(await engine.run(sql, { pushdown })).toMatchObject({ kind: 'failure', code: 'DATA_ERROR' })
      }
    },
  )
})

describe('trap 33: tables of one name in two schemas', () => {
  test.each([
    'SELECT k, v FROM west',
    'SELECT k, v FROM east',
    'SELECT w.k, w.v, e.v FROM west w JOIN east e ON w.k = e.k',
    'SELECT v FROM west UNION ALL SELECT v FROM east',
    'SELECT w.v FROM west w WHERE NOT EXISTS (SELECT 1 FROM east e WHERE e.k = w.k)',
  ])('%s', expectSame)
})

describe('trap 36: no answer is used twice', () => {
  const ASKED = [
    'SELECT k FROM changing ORDER BY k LIMIT 2',
    'SELECT k FROM changing ORDER BY k LIMIT 4',
    'SELECT k FROM changing ORDER BY k',
    'SELECT count(*), count(v), max(v) FROM changing',
  ]
  const WRITTEN = [
    'SELECT 1',
    'INSERT INTO changing VALUES (0, NULL), (4, NULL)',
    "UPDATE changing SET v = 'new'",
    'DELETE FROM changing WHERE k < 3',
  ]

  test('the same questions after every change', async () => {
    for (const change of WRITTEN) {
      await changes.execute(change)
      for (const sql of ASKED) {
        const wanted = await changes.run(sql)
        for (const pushdown of MODES) {
          expect(difference(await engine.run(sql, { pushdown }), wanted, { ordered: true }), change).toBeUndefined()
        }
      }
    }
  })
})
