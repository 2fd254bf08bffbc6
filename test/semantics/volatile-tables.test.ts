import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshReferenceDatabase } from '../services/index.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { openReference } from './support/reference.ts'

let engine: SemanticsEngine

beforeAll(async () => {
  const { url } = await freshReferenceDatabase()
  const reference = await openReference(url)
  await reference.execute(
    `create table wide as select n as id, n * 2 as v, md5(n::text) as w, md5(n::text) as z from generate_series(1, 50000) n;
     create table few as select n as id, n % 10 as g from generate_series(1, 1000) n`,
  )
  await reference.close()
  engine = await openEngine({ current: { type: 'postgres', uri: url } })
}, 120_000)

afterAll(async () => {
  await engine?.close()
})

/** The kernel reads tables late where few rows are left, and joins what it kept: it must not draw again then. */
test.each([
  'select count(*) = 10 and bool_and(length(w) = 32 and v = id * 2 and r < 0.01) from (select id, v, w, z, r from (select id, v, w, z, random() r from wide) q order by r limit 10) a',
  'select bool_and(r < 0.01 and w = z) and count(*) = 5 from (select id, r, w, z from (select id, w, z, random() r from wide) q where r < 0.01 order by id limit 5) a',
  'select bool_and(r <= s) from (select r, lead(r) over (order by k) s from (select r, row_number() over () k from (select id, v, w, z, random() r from wide order by r limit 10) a) b) c',
  'select count(*) between 300 and 700 and bool_and(r < 0.01) from (select b.r, d.g from (select id, random() r from wide) b left join few d on d.id = b.id where b.r < 0.01) q',
  'select count(*) between 300 and 700 from wide where random() < 0.01',
  'select count(distinct id) = 100 from (select id, w from wide order by random() limit 100) q',
  'with s as (select id, w, z, random() r from wide) select count(*) = 50000 from s a join s b on a.id = b.id and a.r = b.r',
])('rows of a table keep what was drawn for them: %s', async (sql) => {
  for (const pushdown of ['off', 'auto'] as const) {
    expect(await engine.run(sql, { connection: 'current', pushdown })).toMatchObject({ kind: 'rows', rows: [['t']] })
  }
})
