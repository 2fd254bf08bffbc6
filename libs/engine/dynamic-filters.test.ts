import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FragmentStatistics } from '#results'
import { openEngine, type SemanticsEngine } from '../../test/semantics/support/engine.ts'
import { FACTS, fillMysql, fillPostgres, fillSqlite } from '../../test/semantics/support/key-tables.ts'
import { freshMysqlDatabase, freshPostgresDatabase } from '../../test/services/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'ajna-dynamic-filters-'))
let engine: SemanticsEngine
/** The same sources, with filters where they pay only. */
let usual: SemanticsEngine

beforeAll(async () => {
  const [here, there, other] = await Promise.all([
    freshPostgresDatabase(),
    freshPostgresDatabase(),
    freshMysqlDatabase(),
  ])
  const file = join(folder, 'lite.db')
  fillSqlite(file)
  await Promise.all([fillPostgres(here.url), fillPostgres(there.url), fillMysql(other.url)])
  const sources = {
    pg: { type: 'postgres', uri: here.url },
    keys: { type: 'postgres', uri: there.url },
    my: { type: 'mysql', uri: other.url },
    lite: { type: 'sqlite', path: file },
  }
  engine = await openEngine(sources, {}, { dynamicFilters: 'force' })
  usual = await openEngine(sources, {}, { dynamicFilters: 'auto' })
}, 180_000)

afterAll(async () => {
  await engine?.close()
  await usual?.close()
  rmSync(folder, { recursive: true })
})

/** The fragment of a source, after the answer was found to be the one without any filter. */
async function filtered(source: string, sql: string, from = engine): Promise<FragmentStatistics | undefined> {
  const answer = await from.run(sql)
  expect(answer).toEqual(await from.run(sql, { pushdown: 'off' }))
  expect(answer.kind).toBe('rows')
  const { statistics } = await from.manifest(sql)
  return statistics?.fragments.find((fragment) => fragment.source === source)
}

const FILTERED = 'SELECT count(*) AS n, sum(f.id) AS s FROM'

describe('keys of another type, with NULLs and repetitions', () => {
  test.each([
    ['pg', 'k_int', 'k_big', 'array'],
    ['pg', 'k_int', 'k_dec', 'array'],
    ['pg', 'k_big', 'k_small', 'array'],
    ['pg', 'k_small', 'k_big', 'array'],
    ['pg', 'k_dec', 'k_int', 'array'],
    ['pg', 'k_dec', 'k_dec', 'array'],
    ['pg', 'k_date', 'k_date', 'array'],
    ['pg', 'k_stamp', 'k_stamp', 'array'],
    ['pg', 'k_text', 'k_text', 'array'],
    ['pg', 'k_uuid', 'k_uuid', 'array'],
    ['my', 'k_int', 'k_big', 'list'],
    ['my', 'k_int', 'k_dec', 'list'],
    ['my', 'k_big', 'k_small', 'list'],
    ['my', 'k_unsigned', 'k_big', 'list'],
    ['my', 'k_dec', 'k_int', 'list'],
    ['my', 'k_dec', 'k_dec', 'list'],
    ['my', 'k_date', 'k_date', 'list'],
    ['my', 'k_stamp', 'k_stamp', 'list'],
    ['my', 'k_text', 'k_text', 'list'],
    ['my', 'k_ci', 'k_text', 'list'],
    ['my', 'k_latin', 'k_text', 'list'],
    ['lite', 'k_int', 'k_int', 'json'],
    ['lite', 'k_int', 'k_dec', 'json'],
    ['lite', 'k_text', 'k_text', 'json'],
  ])('%s.%s = %s', async (source, target, key, form) => {
    const fragment = await filtered(
      source,
      `${FILTERED} ${source}.facts f JOIN keys.keys k ON f.${target} = k.${key} WHERE k.id > 100`,
    )
    expect(fragment?.dynamic_filters).toMatchObject([{ outcome: 'applied', form }])
    expect(fragment?.rows).toBeLessThan(FACTS)
  })

  test('floats are not compared at the source', async () => {
    const fragment = await filtered('pg', `${FILTERED} pg.facts f JOIN keys.floats k ON f.k_int = k.f`)
    expect(fragment).toMatchObject({ rows: FACTS })
    expect(fragment?.dynamic_filters).toBeUndefined()
  })
})

describe('how many keys', () => {
  test.each([
    ['pg', 1, 'array'],
    ['pg', 1_500, 'array'],
    ['pg', 70_000, 'array'],
    ['pg', 210_000, 'range'],
    ['my', 1, 'list'],
    ['my', 1_000, 'list'],
    ['my', 1_001, 'json'],
    ['my', 70_000, 'json'],
    ['my', 210_000, 'range'],
    ['lite', 1_500, 'json'],
    ['lite', 70_000, 'json'],
    ['lite', 210_000, 'range'],
  ])('%s takes %i', async (source, count, form) => {
    const sql = `SELECT count(*) AS n, sum(f.id) AS s, min(f.k) AS k FROM ${source}.many f JOIN keys.many k ON f.k = k.k WHERE k.id <= ${count}`
    const fragment = await filtered(source, sql)
    const keys = form === 'range' ? null : count
    expect(fragment).toMatchObject({ rows: count, dynamic_filters: [{ outcome: 'applied', form, keys }] })
  })

  test.each(['pg', 'my', 'lite'])('%s gives no rows for no keys', async (source) => {
    const sql = `${FILTERED} ${source}.many f JOIN keys.many k ON f.k = k.k WHERE k.id < 0`
    expect(await filtered(source, sql)).toMatchObject({ rows: 0, dynamic_filters: [{ outcome: 'applied', keys: 0 }] })
    const nulls = `${FILTERED} ${source}.facts f JOIN keys.keys k ON f.k_int = k.k_int WHERE k.k_int IS NULL`
    expect((await filtered(source, nulls))?.rows).toBe(0)
  })
})

describe('rows that must stay', () => {
  test.each([
    `SELECT count(*) AS n, count(k.id) AS m FROM pg.facts f LEFT JOIN my.facts k ON f.k_int = k.k_int AND k.id < 9`,
    `SELECT count(*) AS n FROM my.facts f WHERE f.k_int NOT IN (SELECT k_int FROM keys.keys WHERE k_int IS NOT NULL)`,
    `SELECT count(*) AS n FROM my.facts f WHERE NOT EXISTS (SELECT FROM keys.keys k WHERE k.k_int = f.k_int)`,
    `SELECT count(*) AS n, sum(f.id) AS s FROM my.facts f WHERE EXISTS (SELECT FROM keys.keys k WHERE k.k_int = f.k_int)`,
    `SELECT count(*) AS n, count(f.id) AS m FROM keys.keys k FULL JOIN my.facts f ON f.k_int = k.k_int`,
    `SELECT count(*) AS n, sum(f.r) AS s FROM (SELECT k_int, row_number() OVER (ORDER BY id) AS r FROM my.facts) f
      JOIN keys.keys k ON k.k_int = f.k_int`,
    `SELECT count(*) AS n, sum(f.id) AS s FROM (SELECT id, k_int FROM my.facts ORDER BY id LIMIT 60) f
      JOIN keys.keys k ON k.k_int = f.k_int`,
    `SELECT sum(f.n) AS s, sum(f.m) AS t FROM (SELECT k_int, count(*) AS n, max(id) AS m FROM my.facts GROUP BY k_int) f
      JOIN keys.keys k ON k.k_int = f.k_int`,
    `WITH w AS MATERIALIZED (SELECT id, k_int FROM my.facts)
      SELECT count(*) AS n, (SELECT count(*) FROM w) AS m FROM w JOIN keys.keys k ON k.k_int = w.k_int`,
    `SELECT count(*) AS n, sum(x.id) AS s FROM (SELECT id, k_int FROM my.facts UNION ALL SELECT id, k_int FROM lite.facts) x
      JOIN keys.keys k ON k.k_int = x.k_int WHERE k.id < 30`,
    `SELECT count(*) AS n FROM (SELECT k_int FROM my.facts EXCEPT SELECT k_int FROM lite.facts WHERE id > 9) x
      JOIN keys.keys k ON k.k_int = x.k_int`,
    `SELECT count(*) AS n, sum(l.id) AS s FROM keys.keys k JOIN my.facts f ON k.k_int = f.k_int AND k.id < 9
      JOIN lite.facts l ON l.id = f.id`,
  ])('%s', async (sql) => {
    expect(await engine.run(sql)).toEqual(await engine.run(sql, { pushdown: 'off' }))
  })
})

test('a large table is filtered when that pays, and a small one is fetched without waiting', async () => {
  const large = `${FILTERED} my.many f JOIN keys.many k ON f.k = k.k WHERE k.id BETWEEN 10 AND 20`
  const small = `${FILTERED} my.facts f JOIN keys.keys k ON f.k_int = k.k_int WHERE k.id < 20`
  expect(await filtered('my', large, usual)).toMatchObject({
    rows: 11,
    dynamic_filters: [{ outcome: 'applied', form: 'list', keys: 11 }],
  })
  expect((await filtered('my', small, usual))?.dynamic_filters).toMatchObject([{ outcome: 'not_worth_waiting' }])
})
