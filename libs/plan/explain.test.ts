import { expect, test } from 'vitest'
import { BOOLEAN, decimal, INT64, STRING } from '#arrow'
import { fragmentId } from '#core'
import type { DistributedPlan } from './distributed-plan.ts'
import { explainJson } from './explain.ts'
import { explainText } from './explain-text.ts'
import type { Literal } from './expression.ts'

const PLAN: DistributedPlan = {
  fragments: [
    {
      fragment_id: fragmentId(0),
      source: 'users',
      source_type: 'postgres',
      connection: 'pg1',
      tables: ['users.public.users'],
      sql: 'SELECT t0."id" AS "c0" FROM "public"."users" AS t0 WHERE t0."country" = $1',
      parameters: [{ kind: 'literal', value: 'IT', type: STRING }],
      splits: [],
      fields: [{ name: 'c0', type: INT64, nullable: false }],
      estimated_rows: 12000,
      estimated_bytes: 96000,
      pushed: ['filter'],
      not_pushed: [{ what: 'lower(name)', reason: 'COLLATION' }],
    },
    {
      fragment_id: fragmentId(1),
      source: 'orders',
      source_type: 'mysql',
      connection: 'my1',
      tables: ['orders.shop.orders', 'orders.shop.items'],
      sql: 'SELECT 1',
      parameters: [],
      splits: [],
      fields: [{ name: 'c1', type: INT64, nullable: true }],
      estimated_rows: null,
      estimated_bytes: null,
      pushed: [],
      not_pushed: [],
    },
  ],
  snapshots: [],
  residual: {
    sql: 'SELECT * FROM f0',
    parameters: [{ kind: 'literal', value: null, type: BOOLEAN }],
    fields: [{ name: 'c2', type: decimal(10, 2), nullable: true }],
  },
  fields: [{ name: 'total', type: decimal(10, 2), nullable: true }],
  default_limit: 10000,
}

test('the text of a plan is a tree of its statements, what was pushed and what was not', () => {
  expect(explainText(PLAN)).toBe(`Computed by the engine
│  limit: 10,000 rows, because the query states none
│  sql: SELECT *
│       FROM f0
│  parameters: NULL boolean
├─ Fragment f0 from users (postgres)
│     reads: users.public.users
│     sql: SELECT t0."id" AS "c0"
│          FROM "public"."users" AS t0
│          WHERE t0."country" = $1
│     parameters: 'IT' string
│     pushed: filter
│     not pushed: lower(name) (COLLATION)
│     estimated: 12,000 rows, 93.8 KiB
└─ Fragment f1 from orders (mysql)
      reads: orders.shop.orders, orders.shop.items
      sql: SELECT 1
      pushed: nothing but reading columns
      estimated: unknown
`)
})

test('after the run the text shows the actual figures beside the estimates', () => {
  const text = explainText(PLAN, {
    fragments: [{ fragment_id: 'f0', rows: 11873, bytes: 2_500_000, duration_ms: 41.7 }],
    residual: { rows: 3, duration_ms: 12_345 },
  })
  expect(text).toContain('│  actual: 3 rows in 12.3 s\n')
  expect(text).toContain('│     actual: 11,873 rows, 2.4 MiB in 42 ms\n')
  expect(text.match(/actual:/g)).toHaveLength(2)
})

test('a dynamic filter is shown with where its keys come from, and after the run with what became of it', () => {
  const [users, orders] = PLAN.fragments
  if (users === undefined || orders === undefined) throw new Error('no fragments')
  const filters = [
    {
      source: users.fragment_id,
      source_column: 'users.id',
      target_column: 'orders.user_id',
      join: 'inner' as const,
      kind: 'int64' as const,
      keys: { sql: '', parameters: [], fields: [] },
      max_keys: 1000,
      range: null,
      indexed: true,
      target_distinct: null,
      source_distinct: null,
      target_bounds: null,
      source_rows: null,
      source_guessed: false,
      target_scanned: null,
      source_scanned: null,
    },
  ]
  const template = { placeholders: 'positional' as const, pieces: ['SELECT 1'] }
  const plan = { ...PLAN, fragments: [users, { ...orders, dynamic_filters: { filters, template } }] }
  const line = 'dynamic filter: orders.user_id by the keys of f0 (users.id, inner join)'
  expect(explainText(plan)).toContain(`      ${line}\n`)
  const ran = { fragment_id: 'f1', rows: 7, bytes: 56, duration_ms: 3 }
  const after = (actual: { outcome: string; form: string | null; keys: number | null }): string =>
    explainText(plan, { fragments: [{ ...ran, dynamic_filters: [actual] }], residual: null })
  expect(after({ outcome: 'applied', form: 'list', keys: 1200 })).toContain(`${line}: applied, list, 1,200 keys\n`)
  expect(after({ outcome: 'not_worth_waiting', form: null, keys: null })).toContain(`${line}: not worth waiting\n`)
})

test('a residual for several kernels is shown in its two steps', () => {
  const [users, orders] = PLAN.fragments
  if (users === undefined || orders === undefined) throw new Error('no fragments')
  const partitioning = {
    divided: [{ fragment_id: users.fragment_id, key: 0, key_name: 'users.id' }],
    copied: [orders.fragment_id],
    part: { sql: 'SELECT count(*) FROM f0', parameters: [], fields: [] },
    whole: { sql: 'SELECT sum("n") FROM "parts" WHERE $1', parameters: TRUE, fields: [] },
    parts_table: 'parts',
  }
  expect(explainText({ ...PLAN, partitioning })).toContain(`
│  divided among kernels: f0 by users.id; copied to each: f1
│  each of them:
│     sql: SELECT count(*)
│          FROM f0
│  of what they give:
│     sql: SELECT sum("n")
│          FROM "parts"
│          WHERE $1
│     parameters: 'true' boolean
├─`)
  expect(explainJson({ ...PLAN, partitioning }).residual?.partitioning).toEqual({
    divided: [{ fragment_id: 'f0', key: 'users.id' }],
    copied: ['f1'],
    part: { sql: 'SELECT count(*) FROM f0', parameters: [] },
    whole: { sql: partitioning.whole.sql, parameters: [{ value: 'true', type: 'boolean' }] },
  })
})

const TRUE: readonly Literal[] = [{ kind: 'literal', value: 'true', type: { kind: 'boolean' } }]

test('a query that one source answers whole has no statement of the engine', () => {
  const text = explainText({ ...PLAN, fragments: PLAN.fragments.slice(1), residual: null, default_limit: null })
  expect(text).toBe(`Whole query at one source
└─ Fragment f1 from orders (mysql)
      reads: orders.shop.orders, orders.shop.items
      sql: SELECT 1
      pushed: nothing but reading columns
      estimated: unknown
`)
})

test('the JSON form names types as users read them and survives JSON', () => {
  const explained = explainJson(PLAN, {
    fragments: [{ fragment_id: 'f1', rows: 7, bytes: 56, duration_ms: 3 }],
    residual: { rows: 3, duration_ms: 12 },
  })
  expect(explained.fragments[0]).toMatchObject({
    parameters: [{ value: 'IT', type: 'string' }],
    columns: ['c0'],
    not_pushed: [{ what: 'lower(name)', reason: 'COLLATION' }],
    actual: null,
  })
  expect(explained.fragments[1]?.actual).toEqual({ rows: 7, bytes: 56, duration_ms: 3 })
  expect(explained.residual).toEqual({
    sql: 'SELECT * FROM f0',
    parameters: [{ value: null, type: 'boolean' }],
    partitioning: null,
    actual: { rows: 3, duration_ms: 12 },
  })
  expect(explained.schema).toEqual({ fields: [{ name: 'total', type: 'decimal(10,2)', nullable: true }] })
  expect(JSON.parse(JSON.stringify(explained))).toEqual(explained)
})
