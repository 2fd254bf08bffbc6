import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ParameterValue } from '#query'
import { freshReferenceDatabase } from '../services/index.ts'
import { TABLES } from './errors.cases.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { difference } from './support/outcome.ts'
import { openReference, type Reference } from './support/reference.ts'

let reference: Reference
let engine: SemanticsEngine

beforeAll(async () => {
  const { url } = await freshReferenceDatabase()
  reference = await openReference(url)
  await reference.execute(TABLES)
  engine = await openEngine({ people: { type: 'postgres', uri: url }, pets: { type: 'postgres', uri: url } })
}, 120_000)

afterAll(async () => {
  await engine?.close()
  await reference?.close()
})

type Parameters = Readonly<Record<string, ParameterValue>>

/** A statement, its parameters, and what PostgreSQL is asked: the values as literals. */
const ANSWERED: readonly (readonly [sql: string, parameters: Parameters, reference: string])[] = [
  ['SELECT id FROM people WHERE id = :id', { id: 2 }, 'SELECT id FROM people WHERE id = 2'],
  ['SELECT id FROM people WHERE id = $1', { 1: 2 }, 'SELECT id FROM people WHERE id = 2'],
  ['SELECT id FROM people WHERE id = :id', { id: '2' }, "SELECT id FROM people WHERE id = '2'"],
  ['SELECT id FROM people WHERE name = :name', { name: "A'da" }, "SELECT id FROM people WHERE name = 'A''da'"],
  ['SELECT id FROM people WHERE name = :name', { name: 'Ada' }, "SELECT id FROM people WHERE name = 'Ada'"],
  ['SELECT id FROM people WHERE name = :name', { name: null }, 'SELECT id FROM people WHERE name = NULL'],
  ['SELECT id FROM people WHERE active = :a', { a: false }, 'SELECT id FROM people WHERE active = false'],
  ['SELECT id FROM people WHERE born > :d', { d: '1900-01-01' }, "SELECT id FROM people WHERE born > '1900-01-01'"],
  [
    'SELECT id FROM people WHERE seen < CAST(:t AS timestamp) + CAST(:i AS interval)',
    { t: '2024-02-29', i: '1 day' },
    "SELECT id FROM people WHERE seen < timestamp '2024-02-29' + interval '1 day'",
  ],
  [
    'SELECT id FROM people WHERE born + :i > :d',
    { i: { value: '1 year', type: 'interval' }, d: '1900-01-01' },
    "SELECT id FROM people WHERE born + interval '1 year' > '1900-01-01'",
  ],
  [
    'SELECT id FROM people WHERE id IN (:a, :b, :c)',
    { a: 1, b: 3, c: null },
    'SELECT id FROM people WHERE id IN (1, 3, NULL)',
  ],
  [
    'SELECT id FROM people WHERE id BETWEEN :a AND :b',
    { a: 2, b: 3 },
    'SELECT id FROM people WHERE id BETWEEN 2 AND 3',
  ],
  ['SELECT id FROM people WHERE name LIKE :p', { p: 'A%' }, "SELECT id FROM people WHERE name LIKE 'A%'"],
  [
    'SELECT id FROM people ORDER BY id LIMIT :n OFFSET :m',
    { n: 1, m: 1 },
    'SELECT id FROM people ORDER BY id LIMIT 1 OFFSET 1',
  ],
  ['SELECT id FROM people ORDER BY id LIMIT $1', { 1: null }, 'SELECT id FROM people ORDER BY id LIMIT NULL'],
  ['SELECT :n + 1 AS a, $1 || :s AS b', { n: 4, 1: 'x', s: 'y' }, "SELECT 4 + 1 AS a, 'x' || 'y' AS b"],
  [
    'SELECT :n AS a, :d AS b, :z AS c',
    { n: { value: '7', type: 'bigint' }, d: { value: 1.5, type: 'numeric(5,2)' }, z: { value: null, type: 'date' } },
    'SELECT 7::bigint AS a, 1.5::numeric(5,2) AS b, NULL::date AS c',
  ],
  [
    'SELECT id FROM people WHERE big = :n',
    { n: { value: '9223372036854775807', type: 'int64' } },
    'SELECT id FROM people WHERE big = 9223372036854775807',
  ],
  [
    'SELECT id FROM people WHERE id = ANY (:ids)',
    { ids: [1, 3, null] },
    "SELECT id FROM people WHERE id = ANY ('{1,3,NULL}')",
  ],
  ['SELECT id FROM people WHERE id = ANY ($1)', { 1: [] }, "SELECT id FROM people WHERE id = ANY ('{}')"],
  ['SELECT id FROM people WHERE id <> ALL (:ids)', { ids: [1, 2] }, "SELECT id FROM people WHERE id <> ALL ('{1,2}')"],
  [
    'SELECT id FROM people WHERE name = ANY (:names)',
    { names: ['Ada', 'a"b', 'c,d', ''] },
    `SELECT id FROM people WHERE name = ANY (ARRAY['Ada', 'a"b', 'c,d', ''])`,
  ],
  [
    'SELECT id FROM people WHERE id = ANY (:ids)',
    { ids: { value: ['2', '3'], type: 'bigint[]' } },
    "SELECT id FROM people WHERE id = ANY ('{2,3}'::bigint[])",
  ],
  [
    'SELECT count(*) FROM people GROUP BY age > :n HAVING count(*) >= :m',
    { n: 1, m: 1 },
    'SELECT count(*) FROM people GROUP BY age > 1 HAVING count(*) >= 1',
  ],
]

describe('a parameter is its value as a constant', () => {
  test.each(ANSWERED)('%s with %j', async (sql, parameters, literal) => {
    const wanted = await reference.run(literal)
    for (const pushdown of ['off', 'auto'] as const) {
      const ours = await engine.run(sql, { pushdown, parameters })
      expect(difference(ours, wanted, { ordered: / order by /i.test(sql) })).toBeUndefined()
    }
  })
})

/** A statement, its parameters, the SQLSTATE and what the sentence says. */
const REFUSED: readonly (readonly [sql: string, parameters: Parameters, sqlState: string, words: string])[] = [
  ['SELECT id FROM people WHERE id = :id', {}, '42P02', ':id'],
  ['SELECT id FROM people WHERE id = :start_dat', { start_date: 1 }, '42P02', 'start_date'],
  ['SELECT id FROM people WHERE id = $2', { 1: 1 }, '42P02', '$2'],
  ['SELECT id FROM people WHERE id = :id', { id: 'x' }, '22P02', ':id'],
  ['SELECT id FROM people WHERE id = $1', { 1: '1.5' }, '22P02', '$1'],
  ['SELECT id FROM people WHERE born = :d', { d: '2024-02-30' }, '22008', ':d'],
  ['SELECT id FROM people WHERE born = :d', { d: 5 }, '42883', 'date'],
  ['SELECT :n', { n: { value: 'x', type: 'int64' } }, '22P02', ':n'],
  ['SELECT :n', { n: { value: '1', type: 'nosuch' } }, '42704', 'nosuch'],
  ['SELECT id FROM people WHERE id = ANY (:ids)', { ids: [1, 'x'] }, '22P02', ':ids'],
  ['SELECT id FROM people LIMIT :n', { n: -1 }, '2201W', 'LIMIT'],
  ['SELECT id FROM people LIMIT :n', { n: 'x' }, '22P02', ':n'],
]

describe('a parameter that is missing or wrong is named', () => {
  test.each(REFUSED)('%s with %j', async (sql, parameters, sqlState, words) => {
    const ours = await engine.run(sql, { parameters })
    expect(ours).toMatchObject({ kind: 'failure', sqlState, message: expect.stringContaining(words) })
  })
})
