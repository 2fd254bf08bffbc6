/** Arrays of every kind of element, with NULLs, empty ones, and text that needs quotes. */
export const TABLES = `
  CREATE TABLE lists (id int, i int[], t text[], n numeric(10,2)[], d date[], b boolean[], f float8[], z timestamptz[],
    x int, s text, g int8[]);
  INSERT INTO lists VALUES
    (1, '{1,2,3}', '{a,b}', '{1.50,-2.25}', '{2024-02-29,1969-12-31}', '{t,f}', '{1.5,-0.25}', '{2024-01-31 10:00+00}', 2, 'b', '{1}'),
    (2, '{}', '{}', '{}', '{}', '{}', '{}', '{}', 0, '', '{}'),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, '{NULL,2}', '{NULL,"NULL",""," "}', '{NULL,0}', '{NULL}', '{NULL,t}', '{NaN,Infinity,NULL}', '{NULL}', 2, 'NULL', '{NULL,9223372036854775807}'),
    (5, '{2147483647,-2147483648,2}', '{"a b","c,d","{e}","f\\"g","h\\\\i","é😀日"}', '{99999999.99}', '{0001-01-01,9999-12-31}',
      '{f,f,f}', '{-Infinity,1e300,1e-300}', '{1969-12-31 23:59:59.999999+00,2024-07-01 00:00+00}', -1, 'é😀日', '{-1,2}'),
    (6, '{NULL,NULL}', '{B,a,C}', '{1.5,1.50}', '{2024-02-29}', '{t}', '{0,-0}', '{2024-01-31 10:00+00}', 1, 'a', '{3,2}');
  CREATE TABLE kinds (id int, h int2[], r float4[], y bytea[], j json[], u uuid[], v interval[], c time[], p timestamp[],
    k varchar(3)[], m numeric[], q jsonb[]);
  INSERT INTO kinds VALUES
    (1, '{1,-32768,NULL}', '{0.1,NaN}', '{"\\\\x00ff","\\\\x"}', ARRAY['{"a": 1}','[1,"x"]']::json[],
      '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}', '{1 mon,-1 day 00:00:01}', '{10:00:00.5}', '{2024-02-29 12:00:00.123456}', '{abc,NULL}', '{1.5,NULL}',
      ARRAY['{"b": 1.0, "a": [1]}','1.0','"x, y"',NULL]::jsonb[]),
    (2, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, '{NULL}', '{1.5,-Infinity}', '{NULL,"\\\\x01"}', '{NULL}', '{NULL}', '{NULL,30 days}', '{NULL,23:59:59.999999}', '{NULL}', '{"a b",""}', '{0.0000000001}', ARRAY['null']::jsonb[]);
  CREATE TABLE names (id int, item int[], given int, place int[], before text);
  INSERT INTO names VALUES (1, '{1,2,NULL}', 2, '{2,3}', '-'), (2, '{}', 1, '{1}', NULL), (3, NULL, NULL, NULL, '');
  CREATE TABLE odd (id int, a int[]);
  INSERT INTO odd VALUES (1, '{{1,2},{3,4}}'), (2, '[0:1]={1,2}');
  CREATE TABLE points (id int, grp text, v int, w text);
  INSERT INTO points VALUES (1,'a',3,'c'), (2,'a',1,'b'), (3,'b',NULL,'a'), (4,'b',2,NULL), (5,'a',NULL,'b'), (6,NULL,1,'c'), (7,'a',3,'a');`

const COLUMNS = ['i', 't', 'n', 'd', 'b', 'f', 'z', 'g']

/** Values as they are, printed, counted and measured. */
export const VALUES: readonly string[] = [
  'select id, i, t, n, d, b, f, z, g from lists order by id',
  ...['i', 't', 'n', 'b', 'd', 'z', 'g', 'f'].map((column) => `select id, ${column}::text from lists order by id`),
  ...COLUMNS.map(
    (column) =>
      `select id, cardinality(${column}), array_length(${column}, 1), array_length(${column}, 2), array_upper(${column}, 1), array_lower(${column}, 1), array_ndims(${column}), array_dims(${column}) from lists order by id`,
  ),
  'select id, array_length(i, x) from lists order by id',
  "select '{1,2}'::int[], '{}'::text[], '{ 1 , NULL ,null}'::int[], '{\"NULL\",nuLL,\"a\\\\b\",\"q\\\"\", c d ,\\{x\\ }'::text[], '{t,no}'::boolean[]",
  "select '{2024-01-31,today}'::date[] is not null, '{1.5,2.25}'::numeric[], '{1.5,2.257}'::numeric(10,2)[], '{1e3,NaN}'::float8[]",
  "select '{1 day,2 mons}'::interval[] = '{24 hours,60 days}'::interval[]",
  "select '{1,}'::int[]",
  "select '{,1}'::int[]",
  "select '{1}x'::int[]",
  "select '1,2'::int[]",
  `select '{"a"b}'::text[]`,
  "select '{a'::text[]",
  "select '{1,x}'::int[]",
  "select '{99999999999}'::int[]",
  "select array[1,2,null], array['a',null], array[1,2.5], array[1.5::float8,2], array[date '2024-01-31'], array[true,null], array[null]",
  "select array[1,'2'], array[]::int[], array['1','2']::int[], array[1,2]::text[], array[1.5,2.5]::int[], array['a','b c',null,'','null']::text",
  'select array[]',
  "select array[1,'x']",
  'select array[1,true]',
  'select id, array[x, x + 1, null], array[s, id::text], array[x / 2.0] is null, array[id > 2] from lists order by id',
  'select id, i::text[], i::bigint[], i::numeric[], n::int[], b::text[], g::text[], f::text[] from lists order by id',
  'select id, n::numeric(5,1)[] from lists where id < 5 order by id',
  'select g::int[] from lists where id = 4',
  "select id, (t::text)::text[], (i::text)::int[], ('{'||coalesce(s,'NULL')||'}')::text[] from lists where id <> 4 order by id",
  "select id, ('{'||s)::int[] from lists where id = 1",
  "select id, ('{'||s||'}')::int[] from lists where id = 1",
  'select i::date[] from lists',
  'select i::int from lists',
]

/** Elements and slices. */
export const SUBSCRIPTS: readonly string[] = [
  ...COLUMNS.map(
    (column) =>
      `select id, ${column}[1], ${column}[2], ${column}[0], ${column}[-1], ${column}[4], ${column}[x], ${column}[null] from lists order by id`,
  ),
  'select id, i[2:3], i[2:], i[:2], i[:], i[0:1], i[-5:2], i[3:2], i[5:9], i[x:], i[:x], i[null:2], i[1:null::int] from lists order by id',
  'select id, t[2:5], n[1:1], b[:1], f[2:], z[1:1] from lists order by id',
  'select (array[1,2,3])[2], (array[1,2,3])[2:3], (array[1,2,3])[1.6], (array[1,2,3])[2::bigint]',
  "select (array[1,2,3])['2'], ('{a,b}'::text[])[1]",
  'select id, i[id], i[i[1]], (i || 7)[1], (i || x)[cardinality(i) + 1] from lists order by id',
  'select x[1] from lists',
  'select i[true] from lists',
  'select array_agg(id order by i[1], id) from lists',
  'select (select array_agg(id order by id) from lists)[2]',
]

/** Comparison, order, grouping and sets. */
export const COMPARED: readonly string[] = [
  ...COLUMNS.map(
    (column) =>
      `select a.id, b.id, a.${column} = b.${column}, a.${column} <> b.${column}, a.${column} < b.${column}, a.${column} <= b.${column}, a.${column} > b.${column}, a.${column} >= b.${column}, a.${column} is distinct from b.${column}, a.${column} is not distinct from b.${column} from lists a, lists b order by a.id, b.id`,
  ),
  ...COLUMNS.map((column) => `select id from lists order by ${column}, id`),
  ...COLUMNS.map((column) => `select id from lists order by ${column} desc nulls last, id`),
  ...COLUMNS.map(
    (column) =>
      `select ${column}, count(*) from (select * from lists union all select * from lists) u group by ${column}`,
  ),
  'select distinct i from (select i from lists union all select i from lists) u',
  'select i from lists union select i from lists',
  'select i from lists intersect select i from lists where id > 2',
  'select count(distinct t) from lists',
  'select min(i), max(i), min(t), max(t), min(n), max(d), max(b), min(f), max(z) from lists',
  "select id, i = '{1,2,3}', n = '{1.5,-2.25}', t < '{a,c}', i in ('{1,2,3}', '{}'), i = array[1,2,3], n = array[1.5,-2.25] from lists order by id",
  'select id, coalesce(i, array[0]), nullif(i, array[]::int[]), greatest(i, array[2]), least(i, array[2]), case when id > 3 then i end from lists order by id',
  'select coalesce(i, g) from lists order by id',
  'select i from lists union all select g from lists',
  'select i = g from lists',
  'select i = t from lists',
  'select i = x from lists',
  'select i is null, i is not null, t is null from lists order by id',
  'select a.id, b.id from lists a join lists b on a.i = b.i and a.t = b.t order by 1, 2',
  'select id, i @> i, i @> array[2], i @> array[2,null], i @> array[]::int[], array[1,2,3,2147483647] @> i, i <@ array[1,2,3], i && array[2,9], i && array[null::int], i && array[]::int[] from lists order by id',
  "select id, t @> array['a'], t && array['B','é😀日'], t <@ array['a','b'], n @> array[1.5]::numeric(10,2)[], n && '{0}', f @> array['NaN'::float8], d && array[date '2024-02-29'], b @> array[true] from lists order by id",
  'select a.id, b.id, a.i @> b.i, a.i && b.i, a.t <@ b.t, a.t && b.t, a.f @> b.f, a.g && b.g from lists a, lists b order by 1, 2',
  'select i @> g from lists',
  'select i @> x from lists',
]

const OPERATORS = ['=', '<>', '<', '<=', '>', '>=']

/** ANY and ALL. */
export const QUANTIFIED: readonly string[] = [
  ...OPERATORS.flatMap((op) => [
    `select id, x, x ${op} any(i), x ${op} all(i), 2 ${op} any(i), 2 ${op} all(i), null ${op} any(i), null::int ${op} all(i) from lists order by id`,
    `select id, s ${op} any(t), s ${op} all(t), 'a' ${op} any(t), 'a' ${op} all(t) from lists order by id`,
    `select id, x ${op} any(n), 1.5 ${op} any(n), x ${op} all(g), x ${op} any(f), 'NaN'::float8 ${op} all(f), 0.5 ${op} any(f) from lists order by id`,
    `select id, date '2024-02-29' ${op} any(d), date '2024-02-29' ${op} all(d), true ${op} any(b), false ${op} all(b) from lists order by id`,
    `select id, x ${op} any('{1,2}'), x ${op} all('{1,null}'), x ${op} any('{}'), x ${op} all('{}'), x ${op} any(null::int[]), x ${op} any(array[1,2]), x ${op} all(array[id, 2]) from lists order by id`,
    `select id from lists where x ${op} any(i) order by id`,
    `select id from lists where not x ${op} all(i) order by id`,
  ]),
  'select id, x = some(i), (x + 1) = any(i || x), (select 2) = any(i), x = any((select array_agg(v) from points)::int[]) from lists order by id',
  "select id, s like any(array['a%','_']), s not like all('{a%,b}'), s ilike any('{B}'), s like all(array[]::text[]) from lists order by id",
  'select id from lists where id = any(array[1,3,null]) order by id',
  'select id from lists where id <> all(array[1,3]) order by id',
  'select id from lists where s = any(\'{b,"é😀日",NULL}\') order by id',
  "select 1 = any('{x}'::int[])",
  'select 1 = any(1)',
  'select 1 = any(t) from lists',
  'select i = any(i) from lists',
]

/** Functions that take arrays apart, change them and put them together. */
export const FUNCTIONS: readonly string[] = [
  "select id, i || i, i || array[9], array[9] || i, i || null, null || i, i || 9, 9 || i, i || x, x || i, i || null::int, i || '{7,8}' from lists order by id",
  "select id, t || t, t || s, s || t, t || 'x'::text, t || '{x,y}', n || 1.5, n || 7, d || date '2024-01-01', b || true, g || i, i || g, f || 1 from lists order by id",
  "select i || 'x' from lists",
  "select i || 'x'::text from lists",
  'select id, array_append(i, 9), array_append(i, null), array_append(i, x), array_prepend(9, i), array_prepend(null, i), array_cat(i, i), array_cat(i, null), array_cat(null, i) from lists order by id',
  "select id, array_append(t, s), array_prepend(s, t), array_cat(t, '{z}'), array_append(n, 1.555), array_append(i, 1.5), array_append(i, g[1]) from lists order by id",
  'select array_append(null, 1), array_append(null::int[], 1), array_prepend(1, null), array_append(array[]::int[], null)',
  "select id, array_remove(i, 2), array_remove(i, null), array_remove(i, x), array_remove(t, s), array_remove(f, 'NaN'), array_remove(n, 1.5), array_remove(null::int[], 1) from lists order by id",
  "select id, array_replace(i, 2, 7), array_replace(i, null, 0), array_replace(i, x, null), array_replace(t, 'a', 'z'), array_replace(n, 1.5, 0.25) from lists order by id",
  "select id, array_position(i, 2), array_position(i, null), array_position(i, x), array_position(t, s), array_position(i, 2, 2), array_position(i, 2, 3), array_position(i, 2, -1), array_position(f, 'NaN') from lists order by id",
  'select id, array_position(i, 2, x) from lists where id <> 3 order by id',
  'select array_position(i, 2, null) from lists where id = 1',
  'select array_position(null::int[], 2, null)',
  'select id, array_positions(i, 2), array_positions(i, null), array_positions(t, s), array_positions(i, x) from lists order by id',
  ...['i', 't', 'n', 'd', 'b', 'z', 'g', 'f'].map(
    (column) =>
      `select id, array_to_string(${column}, ','), array_to_string(${column}, ' - ', '*'), array_to_string(${column}, ''), array_to_string(${column}, null), array_to_string(${column}, ',', null), array_to_string(${column}, s), array_to_string(${column}, s, s) from lists order by id`,
  ),
  "select string_to_array('a,b,,c', ','), string_to_array('a,b', null), string_to_array('', ','), string_to_array(null, ','), string_to_array('abc', ''), string_to_array('a--b', '--'), string_to_array('a,b,,c', ',', ''), string_to_array('a,b', ',', 'b'), string_to_array(',', ','), string_to_array('é日😀', null)",
  "select id, string_to_array(s, ''), string_to_array(s, null), string_to_array(s, 'b'), string_to_array(s, ',', s), string_to_array(array_to_string(t, ','), ','), string_to_array('xbxax', s) from lists order by id",
  "select id, cardinality(string_to_array(s, null)), array_length(string_to_array(s || ',1', ','), 1) from lists order by id",
  "select concat(i, 'x', t), concat_ws('-', i, id), i::text || 'x' from lists order by id",
  "select array_length('{1}', 1)",
  'select array_length(1, 1)',
  "select array_append(array[1], 'x')",
  "select array_append(array[1], 'x'::text)",
  'select array_to_string(1, 2)',
  'select cardinality(null)',
]

/** array_agg and ARRAY(subquery). */
export const AGGREGATES: readonly string[] = [
  'select array_agg(v order by id), array_agg(v order by v), array_agg(v order by v desc), array_agg(v order by v nulls first, id), array_agg(w order by id) from points',
  'select grp, array_agg(v order by id), array_agg(w order by w, id), array_agg(id order by id desc) from points group by grp order by grp',
  'select array_agg(distinct v), array_agg(distinct w), array_agg(distinct v order by v desc), array_agg(distinct w order by w nulls first) from points',
  'select array_agg(v order by id) filter (where v > 1), array_agg(v) filter (where v > 100), array_agg(v order by id) filter (where v is null) from points',
  'select array_agg(v), array_agg(w) from points where id > 100',
  "select array_agg(grp || '-' || id order by id), array_agg(v::numeric(10,2) order by id), array_agg(v > 1 order by id), array_agg(date '2024-01-31' + v order by id) from points",
  'select array_agg(v) from (select v from points order by id desc) q',
  'select array_agg(v) from (select v from points order by id desc limit 3) q',
  'select array_agg(v) from (select v, w from points order by w desc, id) q where v is not null',
  'select grp, array_agg(v) from (select * from points order by v desc nulls last, id) q group by grp order by grp',
  "select string_agg(w, '-') from (select w from points order by id desc) q",
  "with q as (select id, w from points order by id desc) select string_agg(w, '-'), array_agg(w) from q",
  'with q as (select * from points order by v desc nulls last, id), r as (select v from q where id > 1) select array_agg(v) from r',
  'with q(a, b) as (select v, id from points order by id desc) select (select array_agg(a) from q), array_agg(b) from q where b < 6',
  'select array(with q as (select v from points order by id desc) select v from q)',
  'select array_agg(v + 1) from (select v as v, id % 3 as k from points order by k, id desc) q',
  'select array_agg(distinct v) from (select v from points order by id desc) q',
  'select id, array_agg(v) over (order by id), array_agg(v) over (partition by grp order by id), array_agg(v) over (order by id rows between 1 preceding and 1 following) from points order by id',
  'select id, array_agg(v) filter (where v > 1) over (order by id), array_agg(w) over (partition by grp order by id desc) from points order by id',
  'select id, array_agg(w) over (order by id rows between 2 following and 3 following) from points order by id',
  'select array(select v from points order by id), array(select w from points order by w desc nulls last, id), array(select v from points where false), array(select 1)',
  'select id, array(select v from points p where p.id < q.id order by p.id desc) from points q order by id',
  'select id, array(select p.id from points p where p.v = q.v order by p.id limit 2) from points q order by id',
  'select id, cardinality(array(select 1 from points p where p.grp = q.grp)), 3 = any(array(select v from points p where p.grp = q.grp)) from points q order by id',
  "select array_length(array_agg(v), 1), cardinality(array_agg(v)), (array_agg(v order by id))[2], array_to_string(array_agg(w order by id), ',') from points",
  'select grp from points group by grp having array_agg(v order by id) @> array[1] order by grp',
  "select array_agg(v order by id) || 7, array_agg(w order by id) @> array['a'] from points",
  'select array_agg(distinct v order by w) from points',
  'select array_agg() from points',
]

/** The less common kinds of element. */
export const KINDS: readonly string[] = [
  'select id, h, r, y, j, u, v, c, p, k, m from kinds order by id',
  ...['h', 'r', 'y', 'j', 'u', 'v', 'c', 'p', 'k', 'm'].flatMap((column) => [
    `select id, ${column}[1], ${column}[2], ${column}[1:1], cardinality(${column}), ${column} || ${column}[1], array_append(${column}, ${column}[2]) from kinds order by id`,
    `select array_agg(${column}[1] order by id), array(select ${column}[1] from kinds order by id desc) from kinds`,
    `select id from kinds where ${column} is not null and cardinality(${column}) > 1 order by id`,
  ]),
  'select a.id, b.id, a.v = b.v, a.v < b.v, a.v[1] = any(b.v) from kinds a, kinds b where a.v <> b.v or a.v = b.v order by 1, 2',
  "select v @> array[interval '29 days'], array[interval '1 mon -1 day'] = array[interval '29 days'], array_position(v || interval '1 mon -1 day', interval '29 days'), array_remove(v || interval '1 mon -1 day', interval '29 days'), interval '29 days' = any(v || interval '1 mon -1 day') from kinds order by id",
  ...['h', 'r', 'y', 'u', 'c', 'p', 'k', 'm'].flatMap((column) => [
    `select array_agg(distinct ${column}[1]) from kinds`,
  ]),
  ...['h', 'r', 'y', 'u', 'v', 'c', 'p', 'k', 'm'].flatMap((column) => [
    `select a.id, b.id, a.${column} = b.${column}, a.${column} < b.${column}, a.${column} @> b.${column}, a.${column} && b.${column}, array_position(a.${column}, b.${column}[1]), array_remove(a.${column}, b.${column}[1]) from kinds a, kinds b order by 1, 2`,
    `select a.id, b.id, a.${column}[1] = any(b.${column}), a.${column}[1] < any(b.${column}), a.${column}[1] >= all(b.${column}) from kinds a, kinds b order by 1, 2`,
    `select id from kinds order by ${column}, id`,
  ]),
  "select h::int[], p::date[], k::text, h::text, u::text, c::text, p::text, '{2024-01-01}'::date[]::timestamp[] from kinds where id <> 3 order by id",
  'select id, q, q[1], q[3], cardinality(q), q || q[2], array_append(q, null) from kinds order by id',
  'select a.id, b.id, a.q = b.q, a.q <> b.q, a.q is distinct from b.q, a.q @> b.q, a.q && b.q from kinds a, kinds b order by 1, 2',
  `select id, q @> array['1'::jsonb], array_position(q, '1'), array_remove(q, '{"a":[1.00],"b":1}'), '1'::jsonb = any(q), q[1] = any(q), q[1] <> all(q) from kinds order by id`,
  'select array_agg(q[1] order by id), array(select q[2] from kinds order by id) from kinds',
  'select j = j from kinds',
  'select j @> j from kinds',
]

/** Columns named as the kernel's own variables may be. */
export const NAMES: readonly string[] = [
  'select id, array_remove(item, given), array_replace(item, given, id), array_position(item, given), array_positions(item, given) from names order by id',
  "select id, item::text, item::bigint[], item @> place, place && item, given = any(place), given < all(item), array_to_string(item, before), array_to_string(item, before, '*') from names order by id",
  'select id, string_to_array(before, before), item || place, item[given:], item[given], (before || before)::text from names order by id',
  "select id, ('{' || given || '}')::int[], given + 1 = any(item || given), array_remove(item || place, given + 0) from names order by id",
]

/** What arrays are refused for: one dimension, counted from 1. */
export const REFUSED: readonly string[] = [
  'select array[[1,2],[3,4]]',
  "select '{{1,2},{3,4}}'::int[]",
  "select '[0:1]={1,2}'::int[]",
  'select i[1][1] from lists',
  'select array_agg(i) from lists',
  'select array(select i from lists)',
  'select s like any(t) from lists',
]

/** Expressions over the columns of every source (sources.test.ts). */
export const EXPRESSIONS: readonly string[] = [
  'ARRAY[c_small, 2, NULL]',
  'ARRAY[c_text, c_code]',
  'ARRAY[c_num, 1.5]',
  'ARRAY[c_float, c_small]',
  'ARRAY[c_date, NULL]',
  'ARRAY[c_stamp]',
  'ARRAY[c_zoned]',
  'ARRAY[c_bool, true]',
  'ARRAY[c_uuid]',
  'ARRAY[c_time]',
  'ARRAY[c_bytes]',
  'ARRAY[c_big, c_int, c_small]',
  'ARRAY[c_text]::text',
  'ARRAY[c_small, c_int]::text',
  '(ARRAY[c_int, c_small])[2]',
  '(ARRAY[c_text, c_code])[c_small]',
  '(ARRAY[c_text, c_code])[:1]',
  'cardinality(ARRAY[c_text])',
  "c_small = ANY('{1,2,NULL}')",
  'c_small <> ALL(ARRAY[1, 2])',
  'c_text = ANY(\'{Bob,NULL,"a\\\\b"}\')',
  "c_code > ANY('{a,B}')",
  'c_int <= ALL(ARRAY[c_small, 5])',
  'c_int = ANY(ARRAY[c_small] || c_int)',
  'c_text = ANY(ARRAY[c_code] || c_code)',
  'c_float >= ALL(ARRAY[c_float] || 0.5::float8)',
  'ARRAY[c_small] || c_small',
  "c_text || ARRAY['x']",
  'ARRAY[c_int] @> ARRAY[c_int]',
  "ARRAY[c_text, c_code] && ARRAY['Bob']",
  'ARRAY[c_text, c_code] = ARRAY[c_code::text, c_text]',
  'ARRAY[c_text, c_code] < ARRAY[c_code::text, c_text]',
  'array_position(ARRAY[c_code, c_text], c_text)',
  'array_remove(ARRAY[c_code, c_text], c_text)',
  "array_to_string(ARRAY[c_code, c_text], '-', '*')",
  "string_to_array(c_text, 'o')",
  'string_to_array(c_code, NULL)',
  "array_length(string_to_array(c_text, ' '), 1)",
]

/** Statements over the same table. */
export const STATEMENTS: readonly string[] = [
  'SELECT array_agg(c_small ORDER BY id), array_agg(c_text ORDER BY id DESC) FROM samples',
  'SELECT c_bool, array_agg(c_code ORDER BY c_code, id), array_agg(DISTINCT c_text) FROM samples GROUP BY c_bool',
  'SELECT c_bool, array_agg(DISTINCT c_code ORDER BY c_code DESC NULLS LAST) FILTER (WHERE c_small > 0) FROM samples GROUP BY c_bool',
  'SELECT array_agg(c_date ORDER BY id), array_agg(c_stamp ORDER BY id), array_agg(c_zoned ORDER BY id), array_agg(c_time ORDER BY id) FROM samples',
  'SELECT array_agg(c_num ORDER BY id), array_agg(c_float ORDER BY id), array_agg(c_uuid ORDER BY id), array_agg(c_bytes ORDER BY id) FROM samples',
  'SELECT array_agg(c_text) FROM (SELECT c_text FROM samples ORDER BY c_code, id) t',
  'SELECT id, ARRAY(SELECT r.id FROM samples r WHERE r.c_small = l.c_small ORDER BY r.id) FROM samples l',
  'SELECT id, array_agg(c_small) OVER (PARTITION BY c_bool ORDER BY id) FROM samples',
  'SELECT id FROM samples WHERE 2 = ANY(ARRAY(SELECT c_small FROM samples WHERE id < 10)) AND c_small > 1',
]
