/** Values that fit a smaller type beside ones that do not, and the ends of every integer type. */
export const NARROWING_TABLES = `
  create table kept (id int, s int2, i int4, b int8, n numeric(12,2), w numeric(12,0), f float8, r float4, t text, at timestamp, d date);
  insert into kept values
  (1, 7, 7, 7, 2.6, 3, 2.6, 2.5, '12', '2024-02-29 23:59:59', '2024-02-29'),
  (2, 32767, 2147483647, 9223372036854775807, 99999999.99, 9999999999, 1e300, 3e38, 'Ada', '0044-03-15 BC', '2024-01-31'),
  (3, -32768, -2147483648, -9223372036854775808, -99999999.99, -9999999999, -1e300, -3e38, '100', '2024-01-31 00:00:00', '0001-01-01'),
  (4, null, null, null, null, null, null, null, null, null, null),
  (5, 0, 0, 0, 0, 0, 0, 0, '0', '1970-01-01', '1970-01-01'),
  (6, 4, 40000, 5000000000, 1.5, 70000, 2.5, 1.5, '2.5', '2024-06-01 12:00', '2024-06-01');`

/** Conversions in conditions, with rows that they hold. */
const HELD: readonly string[] = [
  'select id from kept where i::int2 > 0 and id in (1, 5)',
  'select id, i::int2 = 7 from kept where id in (1, 4, 5)',
  'select id from kept where n::int = 3 and id <> 2 and id <> 3',
  'select id from kept where n::int = 2 and abs(n) < 100',
  'select id from kept where n::numeric(4,1) = 2.6 and id in (1, 5)',
  'select id from kept where case when abs(f) < 100 then f::int end = 2',
  'select id from kept where f::int in (2, 3) and abs(f) < 100',
  'select id from kept where r::int between 2 and 3 and abs(r) < 100',
  "select id from kept where at::date = '2024-02-29'",
  "select id from kept where at::date in ('2024-01-31', '0044-03-15 BC')",
  "select id from kept where at::date between '2024-01-31' and '2024-03-01'",
  'select id from kept where case when id in (1, 5) then i::int2 end >= 0',
  'select k.id, o.id from kept k join kept o on k.i::int2 = o.s and k.id in (1, 4, 5) order by 1, 2',
]

/** Conversions and sums in conditions that a row ends with an error, whatever is compared with them. */
const RAISING: readonly string[] = [
  'i::int2 > 0',
  'i::int2 < 0',
  'i::int2 = 1',
  'i::int2 <> 1',
  'i::int2 in (1, 2)',
  'i::int2 not in (1, 2)',
  'i::int2 between 1 and 2',
  'i::int2 is distinct from 1',
  'not (i::int2 > 0)',
  '0 < (i * 1)::int2',
  'b::int2 > 0',
  'b::int > 0',
  'b::int = 7',
  'w::int2 = 3',
  'w::int > 0',
  'n::int2 > 0',
  'n::numeric(4,2) > 0',
  'w::numeric(4,0) = 3',
  'i::numeric(4,0) = 7',
  'i::numeric(6,2) > 1',
  'b::numeric(5,0) > 1',
  'f::int > 0',
  'f::int8 > 0',
  'r::int2 > 0',
  'f::float4 > 0',
  't::int > 0',
  't::int2 = 12',
  't::int8 = 12',
  't::numeric > 0',
  't::float8 > 0',
  't::bool',
  "t::date > date '2024-01-01'",
  "t::timestamp > timestamp '2024-01-01'",
  't::uuid is null',
  'i + 1 > 5',
  '1 + i = 8',
  'i - 1 < 5',
  '-5 - i > 5',
  'i * 2 = 14',
  '2 * i > 4',
  'b + 1 > 5',
  'b * 2 = 14',
  's + 1::int2 > 5',
  '1::int2 - s > 5',
  's * 2::int2 > 5',
  'i + 1 in (8, 9)',
  'i + 1 between 2 and 9',
  '(i + 1)::int2 > 0',
  '-i > 5',
  'abs(i) > 5',
]

/** Rounding to the even one of two floats, at every size. */
const HALVES: readonly string[] = [
  'select x, round(x), x::int8 from (values (1000000000000000.5::float8), (1000000000000001.5), (2000000000000000.5), (4503599627370495.5), (4503599627370494.5), (4503599627370497), (-1000000000000000.5), (123456789012344.5), (-0.4), (0.5), (1.5), (2.5), (-2.5), (0.49999999999999994), (null)) t(x)',
  'select x, x::int from (values (2147483647.4::float8), (-2147483648.5), (-2147483648.4)) t(x)',
  'select x::int from (values (2147483647.5::float8)) t(x)',
  'select x::int from (values (-2147483648.6::float8)) t(x)',
  'select x::int2 from (values (32767.49::float8), (-32768.5)) t(x)',
  'select x::int2 from (values (32767.5::float8)) t(x)',
  'select x::int8 from (values (9223372036854774784::float8), (-9223372036854775808)) t(x)',
  'select x::int8 from (values (9223372036854775808::float8)) t(x)',
]

export const NARROWING: readonly string[] = [
  ...HELD,
  ...RAISING.map((condition) => `select id from kept where ${condition}`),
  ...RAISING.slice(0, 6).map((condition) => `select id, ${condition} from kept`),
  'select k.id from kept k join kept o on k.i::int2 = o.s',
  'select k.id from kept k left join kept o on k.b::int = 7 and o.id = k.id',
  'select id from kept group by id, i having i::int2 > 0',
  ...HALVES,
]

/** Constants that no decimal of 38 digits holds, beside floats. */
export const FLOAT_CONSTANTS: readonly string[] = [
  'select id from kept where f > 1e307',
  'select id from kept where f > 1e307 or r < -1e200',
  'select id from kept where f in (1e307, 1e300, 2.5)',
  'select id from kept where f between -1e307 and 1e307',
  'select id from kept where f not between -1e250 and 1e250',
  'select id from kept where -1e300 < f',
  'select id from kept where r > 1e39',
  'select id from kept where f < 1e-300 and f > -1',
  'select id, f < 1e-60, f is distinct from 1e300, f - -1e200 from kept where id <> 2 and id <> 3',
  'select f > 12345678901234567890123456789012345678901234567890 from kept',
  'select f * 1e300, f + 1e39, f * 1e-40 from kept where id in (1, 5)',
  'select f > 1e400 from kept',
  'select f * 1e10 from kept where id = 2 and f * 1e300 > 0',
  'select id, coalesce(f, 1e300), greatest(f, 1e100), least(f, 1e-200), nullif(f, 1e300) from kept',
  'select power(f, 1e50) from kept where id = 5',
  'select 1e300 > 2.5::float8, 1e60 = 1e60::float8',
]

/** Functions of text alone, and of times as intervals. */
export const OTHERS: readonly string[] = [
  "select char_length('abc'::bytea)",
  "select character_length(x) from (values ('abc'::bytea)) v(x)",
  "select length(x), octet_length(x) from (values ('abc'::bytea)) v(x)",
  "select x::interval, x::interval::text from (values (time '10:11:12.5'), (null)) v(x)",
  "select s like t from (values ('abc', 'ab\\'), ('x', 'y')) v(s, t)",
  "select s not like t from (values ('abc', 'ab\\')) v(s, t)",
  "select s like t from (values (null, 'ab\\'), ('a', null)) v(s, t)",
  'select id from kept limit id',
]
