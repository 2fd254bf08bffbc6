/** One row per limit of each number type: zeros, ones, both ends, NULL, NaN, infinities, the smallest floats. */
export const NUMBER_TABLES = `
  create table nums (id int, s int2, i int4, b int8, f float8, r float4, n numeric(12,4), t text);
  insert into nums values
  (1,0,0,0,0,0,0,'0'),(2,1,1,1,1,1,1,'1'),(3,-1,-1,-1,-1,-1,-1,'-1'),(4,32767,2147483647,9223372036854775807,1.7976931348623157e308,3.4028235e38,99999999.9999,' 12 '),
  (5,-32768,-2147483648,-9223372036854775808,-1.7976931348623157e308,-3.4028235e38,-99999999.9999,'-1.5e3'),(6,null,null,null,null,null,null,null),
  (7,7,7,7,'NaN','NaN',2.5,'NaN'),(8,12,18,24,'Infinity','Infinity',-2.5,'0x1F'),(9,-3,-5,-7,'-Infinity','-Infinity',0.0005,'1_000'),(10,100,1000,100000,5e-324,1e-45,3.14,'abc'),
  (11,31,33,65,'-0','-0',0.5,''),(12,2,3,4,0.5,0.5,1.5,'1e400'),(13,4,9,16,2.5,2.5,100,'0.1'),(14,5,10,12345678901,1.005,0.1,12.345,'1.'),(15,-7,-8,-9,0.285,16777216,-0.5,'.5');`

/** Operators on bits: every width, counts beyond it, negative ones. */
export const BITS: readonly string[] = [
  'select id, i & 7, s & 3::int2, b & -5, i | 8, b | 1, i # 5, b # -1, s # s from nums',
  'select id, ~i, ~s, ~b from nums',
  'select id, i << 3, i << 31, i << 33, i << -1, s << 3, s << 15, s << 17, s << 40, b << 3, b << 63, b << 65 from nums',
  'select id, i >> 3, i >> 31, i >> 33, i >> -1, s >> 3, s >> 15, s >> 17, s >> 40, b >> 3, b >> 63, b >> 65 from nums',
  'select id, i << (i & 7), b >> id from nums',
  "select '5' & '3'",
  'select 1.5 & 2',
  'select 1 << 40::int8',
]

/** Angles, also where PostgreSQL meets 30, 45 and 60 degrees exactly, and outside the domains. */
export const ANGLES: readonly string[] = [
  'select id, sin(i), cos(i), tan(i), cot(i), atan(i), sinh(s / 100), cosh(s / 100), tanh(i), asinh(i) from nums',
  'select id, asin(f), acos(f), atanh(f) from nums where f between -1 and 1',
  'select asin(f) from nums where id = 13',
  'select sin(f) from nums where id = 8',
  'select cot(f) from nums where id = 9',
  'select acosh(f) from nums where id = 12',
  'select id, acosh(f) from nums where f >= 1',
  'select atanh(f) from nums where id = 13',
  'select id, sin(f), cos(f), tan(f), cot(f), asin(f), acos(f), atanh(f), acosh(f), asinh(f), atan(f), sign(f), cbrt(f) from nums where id = 7',
  'select id, atan(f), atan2(f, 1), atan2(1, f), atan2(f, -0.0), sinh(f), cosh(f), tanh(f), asinh(f) from nums',
  "select d, sind(d), cosd(d), tand(d), cotd(d), atand(d), atan2d(d, 2) from (values (0::float8), (30), (45), (60), (90), (120), (135), (150), (180), (210), (225), (270), (300), (315), (330), (360), (-30), (-45), (-90), (-135), (-180), (-270), (390), (720.5), (1e10), (1e-5), (null), (12.3), ('NaN')) t(d)",
  "select d, asind(d), acosd(d) from (values (0::float8), (0.5), (-0.5), (1), (-1), (0.3), (0.7), (-0.9), (null), ('NaN'), (1e-10)) t(d)",
  'select asind(1.5)',
  "select sind('Infinity'::float8)",
  'select degrees(f) from nums where id = 4',
  'select pi(), pi() * 2',
  'select pi(1)',
  'select id, degrees(i), radians(i), degrees(f / 100), radians(f) from nums where id not in (4, 5, 10)',
]

/** Divisors, roots, rounding, buckets, NULLs counted. */
export const FUNCTIONS: readonly string[] = [
  'select @ i from nums where id <> 5',
  'select @ i from nums where id = 5',
  'select |/ f from nums where f >= 0',
  'select |/ -1',
  'select id, ||/ f from nums',
  'select id, gcd(i, 12), gcd(b, 18), gcd(12, i), gcd(n, 2.25) from nums where id <> 5',
  'select gcd(i, 0) from nums where id = 5',
  'select gcd(b, 0) from nums where id = 5',
  'select id, lcm(i, 12), lcm(b, 18), lcm(n, 2.25) from nums where id not in (4, 5)',
  'select lcm(i, 3) from nums where id = 4',
  'select lcm(b, 3) from nums where id = 4',
  'select gcd(s, s) from nums',
  'select id, factorial(id) from nums',
  'select factorial(i) from nums where id = 3',
  'select factorial(33)',
  'select factorial(5.5)',
  'select id, div(i, 7), div(b, -3), div(n, 0.3), div(n, 2.5), div(100, nullif(n, 0)) from nums',
  'select div(n, n) from nums',
  'select div(f, 2) from nums',
  'select id, cbrt(i), cbrt(f), cbrt(n) from nums',
  'select id, num_nulls(i, s, t), num_nonnulls(i, null, t) from nums',
  'select num_nulls()',
  'select id, min_scale(n), min_scale(i), trim_scale(n) from nums',
  'select id, gamma(f), lgamma(f) from nums where id in (2, 7, 8, 12, 13, 14, 15)',
  'select gamma(f) from nums where id = 1',
  'select gamma(f) from nums where id = 9',
  'select lgamma(f) from nums where id = 1',
  'select lgamma(f) from nums where id = 9',
  'select gamma(172)',
  'select gamma(-1.5)',
  'select sign(i), sign(f), sign(n) from nums',
  'select id, width_bucket(n, -10, 10, 4), width_bucket(n, 10, -10, 4), width_bucket(i, 0, 100, 7) from nums',
  'select id, width_bucket(f, -10::float8, 10::float8, 4), width_bucket(f, 10::float8, -10::float8, 4) from nums where id <> 7',
  'select width_bucket(f, 0::float8, 1::float8, 3) from nums where id = 7',
  'select width_bucket(n, 1, 1, 3) from nums',
  'select width_bucket(n, 1, 2, 0) from nums',
  "select width_bucket(0, 0::float8, 'Infinity'::float8, 3)",
  'select width_bucket(null, 1, 1, 0)',
  "select id, width_bucket(i, array[0, 5, 5, 100]), width_bucket(n, array[-1.5, 0, 2.25]), width_bucket(b, '{-10,0,10}') from nums",
  "select id, width_bucket(f, array[-1, 0, 1, 'NaN'::float8]), width_bucket(f, array['-Infinity'::float8, 1e3, 'Infinity']), width_bucket(i, array[0.5, 2.5]), width_bucket(i, array[]::int[]) from nums",
  "select id, width_bucket(t, array['A', 'a', 'b', 'é']), width_bucket(i > 2, array[true]), width_bucket(null, array[1]), width_bucket(i, null::int[]) from nums",
  "select width_bucket(date '2024-02-29', array[date '2024-01-01', '2024-03-01']), width_bucket(now(), array['2024-01-01']::timestamptz[])",
  'select width_bucket(i, array[1, null, 3]) from nums',
  'select width_bucket(i, array[i - 1, i, i + 1]), width_bucket(1, array[i::bigint]) from nums',
  "select width_bucket(i, array['a']) from nums",
  "select width_bucket('5', array[1, 7])",
  'select width_bucket(1, 2)',
  "select width_bucket(5, '{1,x}')",
  'select id, round(n, id - 3), trunc(n, id - 4) from nums',
  'select id, round(n, -2), round(n, 1), trunc(n, 2), round(i, -1), trunc(i, -3), round(n, 6) from nums',
  // DuckDB gives zero for NULL where no digit is left.
  'select id, round(case when id > 2 then 0.25 end, -1), round(case when id > 2 then 75 end::numeric(2,0), -2), round(case when id > 2 then 75 end::numeric(2,0), -3) from nums',
  'select id, trunc(case when id > 2 then 75.5 end::numeric(3,1), -1), trunc(case when id > 2 then 75.5 end::numeric(3,1), -2), trunc(case when id > 2 then 75.5 end::numeric(3,1), -9) from nums',
  'select id, round(case when id > 2 then 3 end::numeric(38,0), -38), trunc(case when id > 2 then 3 end::numeric(38,0), -38), round(case when id > 2 then 3 end::numeric(38,0), -37) from nums',
  'select log(1, 5)',
  'select log(0, 5)',
  'select log(5, -2)',
  'select log(2.0, 0)',
  'select log(2::float8, 3::float8)',
  'select width_bucket(0.1::float8, 0, 1, 10), width_bucket(f, -1e15::float8, 1e16::float8, 5) from nums where id <> 7',
]

/** NaN, infinities and the ends of the range in arithmetic, comparison and order. */
export const FLOATS: readonly string[] = [
  'select f + f from nums where id = 4',
  'select f * 0 from nums where id in (7, 8, 9)',
  'select i from nums where i between symmetric 10 and 0',
  'select i from nums where i not between symmetric 10 and 0',
  'select id, r = 0.1, r = n, b = f, b > 1.5::float8, r < f from nums',
  'select f from nums order by f',
  'select f from nums order by f desc nulls last',
  "select f::text from nums where f > '1e300'",
  'select 5.5::float8 % 2',
  'select mod(f, 2::float8) from nums',
  'select f + 1, f * 2, f - f, f / 3, -f from nums where id not in (4, 5, 10)',
]

/** Rounded half away from zero on the shortest decimal text. */
export const ROUNDED_FLOATS: readonly (readonly [value: string, places: number, rounded: string | null])[] = [
  ['0.285', 2, '0.29'],
  ['1.005', 2, '1.01'],
  ['-1.005', 2, '-1.01'],
  ['2.675', 2, '2.68'],
  ['2.5', 0, '3'],
  ['-0.5', 0, '-1'],
  ['0.49999999999999994', 0, '0'],
  ['1234.5678', -2, '1200'],
  ['1250', -2, '1300'],
  ['0.0000001', 7, '1e-7'],
  ['0.00000004', 7, '0'],
  ['0.1', 17, '0.1'],
  ['123456789012345.67', 1, '123456789012345.7'],
  ['1e20', 2, '100000000000000000000'],
  ["'1.7976931348623157e308'", 2, '1.7976931348623157e+308'],
  ["'5e-324'", 2, '0'],
  ["'NaN'", 2, 'NaN'],
  ["'-Infinity'", 2, '-Infinity'],
  ['null', 2, null],
]

/** Quotients, of few digits and of many; the plan decides their places. */
export const QUOTIENTS: readonly string[] = [
  'select id, n / 3, n / 0.7, 1 / nullif(n, 0), n / nullif(i, 0), b / 7.0, n / 0.0003, b / 123456789012345.678, (n / 3) / 7.0, (n + 1) / (n - 1.23), n / -7.5, -n / 3 from nums',
  'select id, x / y from (values (1, 99999999999999999999.5::numeric(21,1), 3.00001::numeric(6,5)), (2, 0.000001::numeric(10,6), 7000000000000::numeric(13,0)), (3, -1.5::numeric(10,1), 0.00007::numeric(10,5)), (4, 9000000000000000000::numeric(19,0), 9000000000::numeric(19,0)), (5, 9000000000000000001::numeric(19,0), 9000000001::numeric(19,0)), (6, -9000000000000000000::numeric(19,0), -8999999999::numeric(19,0))) t(id, x, y)',
  'select n / i from nums where id = 1',
  'select n / 0 from nums',
  'select n / 0 from nums where id = 6',
]

/** Averages of every number type; the plan decides the places of the exact ones. */
export const AVERAGES: readonly string[] = [
  'select avg(i), avg(b), avg(s), avg(n) from nums where id not in (4, 5)',
  'select avg(i), avg(s), avg(n) from nums',
  'select avg(b) from nums where id in (4)',
  'select avg(b) from nums where id in (4, 5, 2)',
  'select id % 3, avg(i), avg(n), avg(distinct n), avg(n) filter (where n > 1), round(avg(n), 2), trunc(avg(n), 1), ceil(avg(i)), floor(avg(b)), avg(n) > 1.5, avg(f::float4) from nums where id not in (4, 5, 7, 8, 9, 10) group by 1 order by 1',
  'select id, avg(n) over (order by id rows 1 preceding), avg(i) over (partition by id % 2) from nums where id not in (4, 5)',
  'select avg(n) from nums where id > 100',
  'select avg(n) from nums where id = 6',
  'select avg(x) FROM (values (9223372036854775807),(9223372036854775807)) t(x)',
  'select avg(x) from (values (0.00001234::numeric(20,8)), (0.00000001)) t(x)',
  'select round(avg(x), 2) from (values (0.285::numeric(10,3)), (0.285)) t(x)',
  'select avg(x) from (values (1::int2), (2), (2)) t(x)',
  'select avg(f) from nums where id in (1, 2, 12)',
  'select sum(n)/count(n), avg(n), sum(n)/count(n) = avg(n) from nums where id in (1,2,12,9)',
]
