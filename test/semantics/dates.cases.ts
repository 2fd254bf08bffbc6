/** One row per edge: month ends, leap days, 1582, 1900, the epoch, the years 1 and 9999, BC, microseconds, NULL. */
export const MOMENT_TABLES = `
  create table moments (id int, d date, e date, t time, u time, ts timestamp, tt timestamp, tz timestamptz, zt timestamptz, i interval, j interval, n int, f float8);
  insert into moments values
  (1,'2024-01-31','2024-02-29','00:00','23:59:59.999999','2024-01-31 13:14:15.123456','2024-02-29 00:00:00','2024-01-31 13:14:15.123456+00','2024-02-29 00:00+00','1 mon','1 day',1,1),
  (2,'2024-02-29','2023-02-28','12:34:56.789','00:00:00.000001','2024-02-29 23:59:59.999999','2023-03-31 12:00:00','2024-02-29 23:59:59.999999+00','2023-03-31 12:00+00','-1 mon','25:00:00',-1,-1),
  (3,'1969-12-31','1970-01-01','23:59:59.999999','12:00','1969-12-31 23:59:59.999999','1970-01-01 00:00:00','1969-12-31 23:59:59.999999+00','1970-01-01 00:00+00','1 year 2 mons 3 days 04:05:06.789','-1 year 1 day -02:03:04.5',0,0.5),
  (4,'1970-01-01','1969-12-31','06:07:08.9','06:07:08.9','1970-01-01 00:00:00','1969-12-31 00:00:00.000001','1970-01-01 00:00:00+00','1969-12-31 00:00:00.000001+00','00:00:00','00:00:00.000001',12,1.5),
  (5,'0001-01-01','9999-12-31','24:00','00:00','0001-01-01 00:00:00','9999-12-31 23:59:59.999999','0001-01-01 00:00:00+00','9999-12-31 23:59:59.999999+00','-3 days 04:05:06','3 days -04:05:06',13,-0.25),
  (6,'9999-12-31','0001-01-01','01:02:03','23:00','9999-12-31 23:59:59.999999','0001-01-01 00:00:00','9999-12-31 23:59:59.999999+00','0001-01-01 00:00:00+00','1 mon -1 day','29 days',24,0.1),
  (7,'1582-10-04','1582-10-15','10:00','09:00','1582-10-04 12:00:00','1582-10-15 12:00:00','1582-10-04 12:00:00+00','1582-10-15 12:00:00+00','30 days','1 mon',30,3.3333333),
  (8,'1900-02-28','1900-03-01','18:30:30.5','06:00','1900-02-28 18:30:30.5','1900-03-01 06:00','1900-02-28 18:30:30.5+00','1900-03-01 06:00+00','-100:00:00.5','-7 days',45,1e-7),
  (9,'2000-02-29','2100-02-28','05:06:07','05:06:07.5','2000-02-29 05:06:07','2100-02-28 05:06:07','2000-02-29 05:06:07+00','2100-02-28 05:06:07+00','10 years 11 mons 31 days 23:59:59.999999','-10 years -11 mons -31 days -23:59:59.999999',-12,0.33),
  (10,'0044-03-15 BC','0001-12-31 BC','13:00','14:00','0044-03-15 13:00:00 BC','0001-12-31 23:59:59.5 BC','0044-03-15 13:00:00+00 BC','0001-12-31 23:59:59.5+00 BC','1 year -1 mon 40 days -30:00','200 days 999:00',100,7),
  (11,'2023-12-31','2024-12-30','23:30','00:30','2023-12-31 23:30:00','2024-12-30 00:30:00.5','2023-12-31 23:30:00+00','2024-12-30 00:30:00.5+00','-1 days +02:00:00','1 day -02:00:00',-30,-2.5),
  (12,'2001-01-01','2000-12-31','11:22:33.4567','11:22:33.5','2001-01-01 11:22:33.4567','2000-12-31 11:22:33.4565','2001-01-01 11:22:33.4567+00','2000-12-31 11:22:33.4565+00','15 mons','45 days 12:00:00.0000005',7,1.0000001),
  (13,null,null,null,null,null,null,null,null,null,null,null,null),
  (14,'2024-03-31','2024-03-31','02:30','02:30','2024-03-31 02:30:00','2024-03-31 02:30:00','2024-03-31 02:30:00+00','2024-03-31 02:30:00+00','1 week','7 days',5,100),
  (15,'0100-12-31 BC','1001-01-01','00:00:59.9999','03:04:05.000006','0100-12-31 00:00:59.9999 BC','1001-01-01 03:04:05.000006','0100-12-31 00:00:59.9999+00 BC','1001-01-01 03:04:05.000006+00','-5 mons','-7 mons 15 days',2,-1e-3),
  (16,'2024-01-31',null,'08:00',null,'2024-01-31 08:00',null,'2024-01-31 08:00+00',null,'1 day',null,null,null);
  create table endless (id int, d date, ts timestamp, tz timestamptz);
  insert into endless values (1,'infinity','infinity','infinity'),(2,'-infinity','-infinity','-infinity'),(3,'2024-02-29','2024-02-29 10:00','2024-02-29 10:00+00'),(4,null,null,null);`

const of = (table: string, expressions: readonly string[]): readonly string[] =>
  expressions.map((expression) => `select id, ${expression} from ${table} order by id`)

const CALENDAR = 'year month day quarter week dow isodow doy isoyear decade century millennium julian epoch'.split(' ')
const CLOCK = 'hour minute second milliseconds microseconds'.split(' ')

/** Parts of dates and times. */
export const FIELDS: readonly string[] = of('moments', [
  ...CALENDAR.flatMap((field) => [`extract(${field} from d)`, `date_part('${field}', d)`]),
  ...[...CALENDAR.filter((field) => field !== 'julian'), ...CLOCK].flatMap((field) => [
    `extract(${field} from ts)`,
    `extract(${field} from tz)`,
    `date_part('${field}', ts)`,
  ]),
  ...[...CLOCK, 'epoch'].flatMap((field) => [`extract(${field} from t)`, `date_part('${field}', u)`]),
  ...['timezone', 'timezone_hour', 'timezone_minute'].map((field) => `extract(${field} from tz)`),
  `date_part('julian', ts)`,
  `date_part('hour', d)`,
])

/** date_trunc and date_bin. */
export const TRUNCATIONS: readonly string[] = of('moments', [
  ...[...CALENDAR, ...CLOCK]
    .filter((field) => !['dow', 'isodow', 'doy', 'isoyear', 'julian', 'epoch'].includes(field))
    .flatMap((field) => [
      `date_trunc('${field}', d)`,
      `date_trunc('${field}', ts)`,
      `date_trunc('${field}', tz)`,
      `date_trunc('${field}', tz, 'America/New_York')`,
      `date_trunc('${field}', tz, 'Australia/Lord_Howe')`,
      `date_trunc('${field}', tz, '+05:30')`,
    ]),
  `date_bin('15 minutes', ts, timestamp '2001-01-01')`,
  `date_bin('1 day 01:00', ts, tt)`,
  `date_bin('7 days', tz, timestamptz '2024-01-01 00:00+00')`,
  `date_bin('00:00:00.000007', ts, timestamp '2001-01-01 00:00:00.5')`,
  `date_bin(case when i > interval '0' and extract(year from i) = 0 and extract(month from i) = 0 then i else interval '3 days' end, ts, timestamp '2020-01-01')`,
])

/** Arithmetic of dates, times and timestamps. */
export const ARITHMETIC: readonly string[] = of('moments', [
  ...['d + n', 'n + d', 'd - n', 'd - e', 'd + t', 't + d', 'd + i', 'd - j', 'ts + i', 'ts - i', 'tz + i', 'tz - j'],
  ...[
    'i + ts',
    'i + d',
    'ts - tt',
    'tz - zt',
    'ts - d',
    'tz - ts',
    't + i',
    't - i',
    'j + t',
    't - u',
    'ts + t',
    'd - t',
  ],
  ...['age(ts, tt)', 'age(tt, ts)', 'age(tz, zt)', 'age(d, e)', 'age(e, d)', 'ts + j', 'tz - t', 'i - t'],
  ...['ts > tt', 'd = e', 'd < ts', 'tz >= d', 't < u', 't = u', 'greatest(d, e)', 'least(ts, tt)', 'nullif(d, e)'],
  `ts + interval '1 month' - interval '1 month'`,
  `d + interval '1 year'`,
  `(d, e) overlaps (e, d)`,
  `(d, i) overlaps (e, j)`,
  `(ts, tt) overlaps (tt, ts + interval '1 day')`,
  `(t, u) overlaps (u, t)`,
  `(d, e) overlaps (date '2024-01-01', date '2024-02-01')`,
  `(ts, interval '1 hour') overlaps (tt, interval '2 hours')`,
  `ts::timestamp(0)`,
  `ts::timestamp(3)`,
  `tz::timestamptz(1)`,
  `t::time(0)`,
  `u::time(2)`,
  `ts::date`,
  `ts::time`,
  `tz::time`,
  `tz::date`,
  `d::timestamp`,
  `i::time`,
  `t::interval`,
  ...['d::text', 'ts::text', 'tz::text', 't::text', 'isfinite(d)', 'isfinite(tz)'],
  ...[`'on ' || d`, `concat(ts, '/', tz)`, `(d::text)::date`].filter((it) => !it.includes('::date')),
  `to_timestamp(f)`,
  `to_timestamp(f * 1000000000)`,
  `to_timestamp(n)`,
  `to_timestamp(extract(epoch from tz)::float8)`,
])

/** What makes dates and times of numbers. */
export const MAKERS: readonly string[] = [
  ...of('moments', [
    `make_date(2024, abs(n) % 12 + 1, 15)`,
    `make_date(n, 2, 28) from moments where n <> 0 union all select id + 100, d`,
    `make_time(abs(n) % 24, abs(n) % 60, abs(f)) from moments where abs(f) < 60 union all select id + 100, t`,
    `make_timestamp(2000 + n, 2, 28, 23, 59, abs(f)) from moments where abs(f) < 60 union all select id + 100, ts`,
    `make_timestamptz(2000 + n, 7, 1, 2, 30, 0.5, 'Europe/Rome')`,
    `make_timestamptz(2000 + n, 7, 1, 2, 30, 0.5)`,
    `make_interval(n, 1, n, 2, n, 3, f)`,
    `make_interval(days => n, secs => f)`,
    `make_interval(years => n)`,
  ]),
  'select make_date(year => 2024, month => 2, day => 29), make_time(24, 0, 0), make_time(23, 59, 60), make_interval()',
  'select make_date(0, 1, 1)',
  'select make_date(2024, 2, 30)',
  'select make_time(25, 0, 0)',
  `select make_time(1, 60, 0)`,
  `select make_timestamp(2024, 13, 1, 0, 0, 0)`,
  `select make_timestamptz(2024, 1, 1, 0, 0, 0, 'Mars/Phobos')`,
  `select make_interval(secs => 'infinity'), 1`,
  'select make_interval(fortnights => 1)',
  `select to_timestamp('nan'::float8)`,
  `select to_timestamp(1e18::float8)`,
  `select date_bin('1 month', timestamp '2024-01-01', timestamp '2000-01-01')`,
  `select date_bin('0 days', timestamp '2024-01-01', timestamp '2000-01-01')`,
  `select date_trunc('fortnight', timestamp '2024-01-01')`,
  `select extract(hour from date '2024-01-01')`,
  `select time '10:00' + time '10:00'`,
  `select time '10:00' - '09:00', time '10:00' + '1 hour'`,
  `select id, d + i from moments where id = 6`,
]

/** Infinite dates and timestamps. */
export const ENDLESS: readonly string[] = [
  ...of('endless', [
    ...[
      'd',
      'ts',
      'tz',
      'isfinite(d)',
      'isfinite(ts)',
      'isfinite(tz)',
      'd + 1',
      `ts + interval '1 mon'`,
      `tz - interval '1 day'`,
    ],
    ...['d::text', 'ts::text', 'tz::text', 'd::timestamp', 'ts::date', 'tz::timestamp', `date_trunc('month', ts)`],
    ...[`date_trunc('century', ts)`, `date_trunc('hour', tz, 'Europe/Rome')`, `tz at time zone 'Europe/Rome'`],
    ...[`ts at time zone '+02'`, 'ts::timestamp(0)', `date_bin('1 day', ts, timestamp '2000-01-01')`, 'ts::time'],
    ...['month', 'hour', 'dow', 'second'].map((field) => `extract(${field} from ts)`),
    ...['year', 'epoch', 'century', 'julian'].map((field) => `date_part('${field}', ts)`),
    ...[`d > date '2024-01-01'`, `d = date 'infinity'`, `greatest(d, date '2024-01-01')`, `d < 'today'`],
  ]),
  'select max(d), min(ts), count(distinct tz) from endless',
  'select d from endless order by d desc',
  `select d - date '2024-01-01' from endless where id = 1`,
  `select 'infinity'::date, '-infinity'::timestamptz, timestamp 'infinity' + interval '1 day'`,
]
