import { expect, test } from 'vitest'
import { comparedEngines } from './support/relational.ts'

const engines = comparedEngines({ query_timeout_seconds: 60 })
const ROWS = 'generate_series(1, 20000) n'

/** Statements of one row, whose one column is true where each row's value was computed once, and where it is asked for. */
const PROPERTIES: readonly string[] = [
  `select bool_and(r >= 0 and r < 1) and count(distinct r) > 19000 from (select random() r from ${ROWS}) q`,
  `select bool_and(r = s) from (select r, r as s from (select random() r from ${ROWS}) p) q`,
  `select bool_and(r < 0.5 and s < 0.5) and count(*) between 9000 and 11000 from (select r, r as s from (select n, random() r from ${ROWS}) p where r < 0.5) q`,
  `select bool_and(r < 0.5 and n > 10) from (select n, random() r from ${ROWS}) q where r < 0.5 and n > 10`,
  `select count(*) between 1700 and 2300 from ${ROWS} where random() < 0.1`,
  `select count(*) between 4500 and 5500 from ${ROWS} where random() < 0.5 and random() < 0.5`,
  `select count(*) between 13000 and 15000 from ${ROWS} where random() < 0.5 or random() < 0.4`,
  `select count(*) between 100 and 300 from ${ROWS} where (n % 2 = 0 and random() < 0.01) or (n % 2 = 1 and random() < 0.01)`,
  `select count(distinct n) = 100 and min(n) < 4000 and max(n) > 16000 from (select n from ${ROWS} order by random() limit 100) q`,
  `select bool_and(r <= s) from (select r, lead(r) over (order by i) s from (select r, row_number() over () i from (select random() r from ${ROWS} order by random() limit 200) a) b) c`,
  `select bool_and(r <= s) from (select r, lead(r) over (order by k) s from (select r, rank() over (order by r) k from (select random() r from ${ROWS}) b) c) d where s is not null`,
  `select avg(random()) between 0.45 and 0.55 and avg(random()) <> avg(random()) from ${ROWS}`,
  `select count(*) filter (where random() < 0.5) between 9000 and 11000 from ${ROWS}`,
  `select count(*) between 15 and 85 from (select n % 100 k, sum(n) s from ${ROWS} group by 1 having random() < 0.5) q`,
  `select count(distinct r) = 100 from (select n % 100 k, random() r from ${ROWS} group by 1) q`,
  `select bool_and(a.r = b.r) and count(*) = 1000 from (with t as (select n, random() r from generate_series(1, 1000) n) select a.r, b.r as s, a.n from t a join t b on a.n = b.n) as q(r, s, n), lateral (select q.s as r) b, lateral (select q.r) a`,
  `with t as (select n, random() r from generate_series(1, 1000) n) select count(*) = 1000 from t a join t b on a.n = b.n and a.r = b.r`,
  `with s as (select n from ${ROWS} order by random() limit 50) select count(*) = 50 from ${ROWS} where n in (select n from s)`,
  `with s as (select n from ${ROWS} where random() < 0.5) select (select count(*) from s) = (select count(*) from s) and (select count(*) from s) between 9000 and 11000`,
  `with s as (select random() r) select count(distinct s.r) = 1 from ${ROWS}, s`,
  `with s as (select random() r) select bool_and((select r from s) = s.r) from ${ROWS}, s`,
  `select count(*) = 0 from (select random() r from ${ROWS} union all select random() from ${ROWS}) q where r >= 1`,
  `select count(*) > 39000 from (select random() r from ${ROWS} union select random() from ${ROWS}) q`,
  `select count(*) < 100 from (select random() r from ${ROWS} intersect select random() from ${ROWS}) q`,
  `select bool_and(round(r::numeric, 2) between 1 and 2 and nullif(r, 3) = r and case when r < 1.5 then r < 1.5 else r >= 1.5 end) from (select random() + 1 r from ${ROWS}) q`,
  `select bool_and(x = x and x between 1 and 6) and count(distinct x) = 6 from (select 1 + floor(random() * 6)::int x from ${ROWS}) q`,
  `select bool_and(d = 0) from (select r - s as d from (select r, r as s from (select random() * 10 r from ${ROWS}) a where r > 1) b where r + s > 2) c`,
  `select count(*) between 9000 and 11000 and bool_and(p) from (select r < 0.5 as p from (select n, random() r from ${ROWS}) q where r < 0.5) z`,
  `select count(distinct u) = 20000 and bool_and(u::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$') from (select gen_random_uuid() u from ${ROWS}) q`,
  'select uuidv4() <> gen_random_uuid() and random() <> random()',
  'select count(*) = count(distinct a.r) from (select x, random() r from pairs) a left join keyed b on a.x = b.x and a.r < 0.5',
  'select coalesce(bool_and(q.r < 0.5), true) from keyed a left join (select x, random() r from pairs) q on q.x = a.x where q.r < 0.5',
  'select count(*) <= 5 and coalesce(bool_and(r < 0.7), true) from (select p.x, random() r from pairs p join keyed k on k.x = p.x) q where r < 0.7',
  'select bool_and(n = m) from (select x, random() n from pairs) a join lateral (select a.n as m) b on true',
  'select count(*) = 1 from (select distinct on (x > 0) x, random() r from pairs where x > 0 order by x > 0, random()) q',
  'select sum(random()) over () > 0 from pairs limit 1',
  `select count(*) filter (where c = 0) = 0 from (select case floor(random() * 4)::int when 0 then 1 when 1 then 1 when 2 then 1 when 3 then 1 else 0 end c from ${ROWS}) q`,
  `select count(*) = 0 from ${ROWS} where (random(), n) < (0.0, 1) or nullif(random() < 2, true) or greatest(random(), 2) <> 2`,
  `select count(*) between 9000 and 11000 from ${ROWS}, ${ROWS.replace(' n', ' m')} where n = m and random() < 0.5 and m > 0`,
  'select bool_and(a = b) from (select name, random() a from pets) p join (select 1 as one) o on true, lateral (select p.a as b) l',
]

test.each(PROPERTIES)('a value that is drawn is drawn once for its row: %s', async (sql) => {
  const { engine, reference } = engines()
  const truth = { kind: 'rows', rows: [['t']] }
  expect(await reference.run(sql)).toMatchObject(truth)
  for (const pushdown of ['off', 'auto'] as const) expect(await engine.run(sql, { pushdown })).toMatchObject(truth)
})

test.each([
  'select (select random())',
  'select x from pairs where x in (select x from keyed order by random() limit 1)',
  'select x, (select x + random()) from pairs a',
  'select * from pairs a, lateral (select a.x + random()) r',
  'select * from pairs a join keyed b on random() < 0.5',
  'select random() r, count(*) from pairs group by r',
  'select count(*) from pairs group by random()',
  'select * from generate_series(1, (random() * 3)::int) g',
  'values (random())',
  'select random(), generate_series(1, 3)',
  'with recursive t as (select 1 n union all select n + 1 from t where random() < 0.5) select * from t',
  'select random(1, 6)',
  'select clock_timestamp()',
])('is refused: %s', async (sql) => {
  const outcome = await engines().engine.run(sql)
  expect(outcome).toMatchObject({ kind: 'failure', code: 'UNSUPPORTED', sqlState: '0A000' })
})

test.each(['select random() over () from pairs', 'select random(1)', 'select random(distinct)', 'select random(*)'])(
  'fails as at PostgreSQL: %s',
  async (sql) => {
    const { engine, reference } = engines()
    const [ours, theirs] = [await engine.run(sql), await reference.run(sql)]
    expect(ours).toMatchObject({ kind: 'failure', sqlState: theirs.kind === 'failure' ? theirs.sqlState : '' })
  },
)
