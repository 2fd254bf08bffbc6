/** What subqueries that read the query around them do with common tables, which DuckDB then computes for each of its rows. */
const SUBQUERIES: readonly string[] = [
  'select a.x, (select count(*) from keyed k where a.x in (select x from w)) n from pairs a order by 1, a.y',
  'select a.x, (select count(*) from keyed k where k.x >= a.y and a.x in (select x from w)) n from pairs a order by 1, a.y',
  'select a.x, (select max(case when a.y in (select x from w) then k.v when not (a.y in (select x from w)) then -k.v end) from keyed k) n from pairs a order by 1, a.y',
  'select a.x, a.y from pairs a where exists (select 1 from keyed k where (a.y not in (select x from w where x > 1)) is not true) order by 1, 2',
  'select a.x, t.n from pairs a, lateral (select k.z, count(*) n from keyed k where a.x + k.x in (select x from w) group by k.z) t order by 1, a.y, 2',
  'select a.x, t.n from pairs a left join lateral (select k.x n from keyed k where a.x not in (select x from w) order by 1 limit 1) t on true order by 1, a.y',
  'select a.x, (select count(*) from keyed k where a.x < any (select x from w)) n, (select count(*) from keyed k where a.y >= all (select x from w)) m from pairs a order by 1, a.y',
  'select a.x, (select count(*) from keyed k where (a.x, k.z) in (select x, z from w)) n from pairs a order by 1, a.y',
  'select a.x, (select count(*) from keyed k where a.x in (select x from w where w.x > k.x)) n from pairs a order by 1, a.y',
  'select a.x, (select count(*) from keyed k where a.x in (select max(x) from w group by z)) n from pairs a order by 1, a.y',
  'select a.x, (select count(*) from keyed k where a.x in (select x from w order by x, z limit 2)) n from pairs a order by 1, a.y',
  'select a.x, (select count(*) from keyed k where a.x in (select x from w union select 7)) n from pairs a order by 1, a.y',
  'select a.x, (select count(*) from keyed k where a.x in (select x from w where z in (select z from w where x = 2))) n from pairs a order by 1, a.y',
  'select a.x, (select count(*) from (select k.x, a.y + 1 as u from keyed k) q where (q.u not in (select x from w)) is not true) n from pairs a order by 1, a.y',
  'select a.x, (select (select count(*) from w where a.x in (select x from w)) from keyed k where k.x = 2) n from pairs a order by 1, a.y',
  'select a.x, (select count(*) from keyed k where k.x in (select x from w) and a.y > 1) n, (select count(*) from keyed k where not exists (select from w where w.x = k.x) and a.y > 1) m from pairs a order by 1, a.y',
  'select a.x, (select a.y + (select count(*) from keyed k where k.x in (select x from w))) n from pairs a order by 1, a.y',
  'select a.x, (select count(*) from keyed k left join w on w.x = k.x where a.y > 1) n, (select count(*) from w left join keyed k on w.x = k.x and a.y > 1) m from pairs a order by 1, a.y',
  'select a.x, t.m from pairs a, lateral (select max(x) m from w where x > 100 union select 5 where a.y = 1) t order by 1, a.y, 2',
  'select a.x, (select count(*) from (select distinct m from (select max(x) m from w where x > 100) b) c where a.y > 1) n from pairs a order by 1, a.y',
  'select a.x, (select count(*) from (select max(x) m from w where x > 100 order by 1) c where a.y > 1) n from pairs a order by 1, a.y',
  'select a.x, (select count(*) from (select grouping(x) g from w where x > 100 group by rollup (x)) c where a.y > 1 and g = 1) n from pairs a order by 1, a.y',
  "select a.x, (select string_agg(coalesce(m::text, 'none'), ',' order by m) from (select max(x) m from w where x > 100 union all select max(k.x) from keyed k) c where a.y > 1) n from pairs a order by 1, a.y",
  'select a.x, (select count(*) from (select max(x) m from w where x > 100 except select 0) c where a.y > 1) n from pairs a order by 1, a.y',
  'select a.x, (select a.y + (select count(*) from (select distinct max(x) from w where x > 100) c)) n from pairs a order by 1, a.y',
  'select a.x, (select max(r) from (select row_number() over (order by x, z) r from w) c where a.y > 1) n from pairs a order by 1, a.y',
]

const JOINED = 'with w as materialized (select b.x, b.z, p.y from keyed b join pairs p on p.x = b.x)'

const RECURSIVE = "with recursive w(x, z) as (select 1, 'p' union all select x + 1, z || 'q' from w where x < 4)"

export const COMMON_TABLES: readonly string[] = [JOINED, RECURSIVE].flatMap((table) =>
  SUBQUERIES.map((subquery) => `${table} ${subquery}`),
)
