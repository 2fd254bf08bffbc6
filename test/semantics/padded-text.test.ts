import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshMysqlDatabase, freshPostgresDatabase, freshReferenceDatabase } from '../services/index.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { difference } from './support/outcome.ts'
import { openReference, type Reference } from './support/reference.ts'

/** Blanks at the end of a char(n) are padding; what else is there counts: tabs, blanks in front and within. */
const VALUES = `(1, 'ab', 'ab'), (2, 'ab   ', 'ab '), (3, '', ''), (4, '   ', ' '), (5, NULL, 'x'), (6, 'a b', 'a b'),
  (7, 'abcde', 'abcde'), (8, 'é', 'é'), (9, ' ab', NULL), (10, 'AB', 'ab'), (11, 'a_b%', 'a%'), (12, 'ab	', 'ab')`
/** What a char(n) means as text, which is how its columns are read. */
const AS_TEXT = `CREATE TABLE codes (id int, c text, v text); INSERT INTO codes SELECT id, rtrim(c, ' '), v FROM (VALUES ${VALUES}) t(id, c, v)`

const STATEMENTS: readonly string[] = [
  'select id, c, c is null, length(c), octet_length(c), bit_length(c), md5(c) from codes',
  "select id, c || 'x', concat(c, '|'), 'x' || c, left(c, 3), right(c, 2), reverse(c), upper(c), repeat(c, 2) from codes",
  "select id, c = 'ab', c = 'ab   ', c = '', c = ' ', c <> 'ab', c < 'ab ', c >= 'ab', c in ('ab', ' '), c = v, c is distinct from v from codes",
  "select id, c like 'ab', c like 'ab%', c like '%b', c like 'a_b__', c like '%', c ilike 'AB', c ~ 'b$', c ~ '^$' from codes",
  "select id from codes where c = 'ab'",
  "select id from codes where c = 'ab '",
  "select id from codes where c > 'ab'",
  "select id from codes where c <= 'ab'",
  "select id from codes where c between 'a' and 'ab'",
  "select id from codes where c in ('', 'ab', 'abcde')",
  "select id from codes where c not in ('', 'ab ', 'abcde')",
  "select id from codes where c like 'ab'",
  "select id from codes where c like 'ab%'",
  "select id from codes where c like '%b'",
  'select id from codes where c = v',
  'select id from codes where length(c) = 2',
  "select id from codes where coalesce(c, 'none') = 'none'",
  "select id, nullif(c, 'ab'), coalesce(c, 'none'), case c when 'ab' then 1 when '' then 2 end from codes",
  'select c, count(*) from codes group by c order by c',
  'select distinct c from codes order by c',
  "select count(distinct c), min(c), max(c), string_agg(c, ',' order by id) from codes",
  'select id, c from codes order by c desc nulls last, id',
  'select id, c from codes order by c, id limit 5',
  'select a.id, b.id from codes a join codes b on a.c = b.c and a.id < b.id',
  'select a.id, b.id from codes a join codes b on a.c = b.v',
  'select a.id from codes a where exists (select 1 from codes b where b.v = a.c and b.id <> a.id)',
  'select id from codes where c in (select v from codes)',
  'select c from codes union select v from codes',
  'select c from codes except select v from codes',
  'select id, rank() over (order by c), count(*) over (partition by c) from codes',
  "select id, trim(c), rtrim(c), replace(c, ' ', '-'), position(' ' in c), split_part(c, ' ', 1), c::varchar(3), rpad(c, 5) from codes",
]

const SOURCES = ['postgres', 'older', 'mysql'] as const
let reference: Reference
let engine: SemanticsEngine

beforeAll(async () => {
  const { url } = await freshReferenceDatabase()
  const { url: older } = await freshPostgresDatabase()
  const { url: mysql } = await freshMysqlDatabase()
  for (const uri of [url, older]) {
    const source = await openReference(uri)
    await source.execute(
      `CREATE SCHEMA held; CREATE TABLE held.codes (id int, c char(5), v text); INSERT INTO held.codes VALUES ${VALUES}`,
    )
    await source.close()
  }
  const connection = await createConnection({ uri: mysql })
  await connection.query('CREATE TABLE codes (id int, c char(5), v varchar(20)) CHARACTER SET utf8mb4')
  await connection.query(`INSERT INTO codes VALUES ${VALUES}`)
  await connection.end()
  reference = await openReference(url)
  await reference.execute(AS_TEXT)
  engine = await openEngine({
    postgres: { type: 'postgres', uri: url, schema: 'held' },
    older: { type: 'postgres', uri: older, schema: 'held' },
    mysql: { type: 'mysql', uri: mysql },
  })
}, 120_000)

afterAll(async () => {
  await engine?.close()
  await reference?.close()
})

describe.each(SOURCES)('char(n) columns of %s are text without their padding', (connection) => {
  describe.each(['off', 'auto'] as const)('pushdown %s', (pushdown) => {
    test.concurrent.each(STATEMENTS)('%s', async (sql) => {
      const ours = await engine.run(sql, { connection, pushdown })
      const ordered = /order by [^()]*$/i.test(sql)
      expect(difference(ours, await reference.run(sql), { ordered, numeric: 'exact' })).toBeUndefined()
    })
  })
})
