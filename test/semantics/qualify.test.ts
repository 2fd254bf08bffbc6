import { expect, test } from 'vitest'
import { comparedEngines } from './support/relational.ts'

const engines = comparedEngines()

/** An extension: each means what the query means in which the condition filters a subquery. */
test.each([
  [
    'select s, v from ladder qualify row_number() over (partition by s order by v desc) = 1 order by v',
    'select s, v from (select *, row_number() over (partition by s order by v desc) n from ladder) q where n = 1 order by v',
  ],
  [
    'select v, row_number() over (order by v) as n from ladder where v > 10 qualify n <= 2 order by v',
    'select v, n from (select v, row_number() over (order by v) as n from ladder where v > 10) q where n <= 2 order by v',
  ],
  [
    'select s, sum(v) as total from ladder group by s qualify (rank() over (order by sum(v)) = 1 or s is null) order by 1, 2',
    'select s, total from (select s, sum(v) as total, rank() over (order by sum(v)) r from ladder group by s) q where r = 1 or s is null order by 1, 2',
  ],
  [
    'select max(v) from (select v from ladder qualify not row_number() over (order by v) > 2) q',
    'select max(v) from (select v, row_number() over (order by v) n from ladder) q where not n > 2',
  ],
  ['select v as qualify from ladder where v > 40', 'select v as qualify from ladder where v > 40'],
])('%s', async (sql, meaning) => {
  const { engine, reference } = engines()
  const wanted = await reference.run(meaning)
  for (const pushdown of ['off', 'auto'] as const) {
    const { kind, rows } = { rows: [], ...(await engine.run(sql, { pushdown })) }
    expect({ kind, rows }).toEqual({ kind: 'rows', rows: wanted.kind === 'rows' ? wanted.rows : [] })
  }
})

test('a query with HAVING and QUALIFY is a syntax error', async () => {
  const sql = 'select s from ladder group by s having count(*) > 1 qualify row_number() over (order by s) = 1'
  expect(await engines().engine.run(sql)).toMatchObject({ kind: 'failure', code: 'SYNTAX_ERROR' })
})
