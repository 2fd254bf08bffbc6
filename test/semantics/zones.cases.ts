/** The hours around changes of the clock, in UTC: gaps, overlaps, half hours, a day left out, local mean times. */
const CHANGES = [
  ['2024-03-31 00:59:59', '2024-03-31 01:00:00', '2024-03-31 02:30:00', '2024-03-31 03:30:00'],
  ['2024-10-27 00:30:00', '2024-10-27 01:00:00', '2024-10-27 01:30:00', '2024-10-27 02:30:00'],
  ['2024-03-10 02:30:00', '2024-03-10 06:59:59.999999', '2024-03-10 07:00:00', '2024-11-03 01:30:00'],
  ['2024-11-03 05:30:00', '2024-11-03 06:00:00', '2011-12-30 12:00:00', '2011-12-30 09:59:59', '2011-12-30 10:00:00'],
  ['2024-04-07 01:45:00', '2024-04-06 15:00:00', '2024-10-06 02:15:00', '2024-10-05 15:30:00'],
  ['1900-01-01 00:00:00', '1883-11-18 12:00:00', '1944-09-17 02:30:00', '1969-12-31 23:59:59.5', '1970-01-01 00:00:00'],
  ['2037-06-01 12:00:00', '2050-03-27 02:30:00', '2099-12-31 23:59:59', '0001-01-01 00:00:00', '9999-12-31 23:59:59'],
].flat()

export const ZONE_TABLES = `
  create table instants (id int, ts timestamp, tz timestamptz);
  insert into instants values ${CHANGES.map((moment, id) => `(${id}, '${moment}', '${moment}+00')`).join(', ')}, (99, null, null);`

const ZONES = [
  ...['Europe/Rome', 'America/New_York', 'Pacific/Apia', 'Australia/Lord_Howe', 'europe/london', 'Asia/Kolkata'],
  ...['Asia/Kathmandu', 'America/St_Johns', 'US/Pacific', 'Etc/GMT+5', 'UTC', 'EST', 'CET', 'edt', 'EST5EDT', 'SGT'],
  ...['NOVT', '+02', '-03:30', '+05:30:15', 'UTC+3', 'GMT-2', '<+07>-07', 'z'],
]

/** AT TIME ZONE both ways, and what else takes a zone. */
export const ZONE_STATEMENTS: readonly string[] = [
  ...ZONES.flatMap((zone) => [
    `select id, tz at time zone '${zone}', ts at time zone '${zone}' from instants order by id`,
    `select date_trunc('day', tz, '${zone}'), date_trunc('hour', tz, '${zone}'), extract(dow from tz at time zone '${zone}'), id from instants order by id`,
  ]),
  ...ZONES.map((zone, index) => {
    const sign = index % 3 === 0 ? '-' : ''
    const step = `${sign}1 ${index % 2 === 0 ? 'month' : 'day'}`
    return `select id, g from instants, generate_series(tz, tz + interval '${sign}65 days', interval '${step}', '${zone}') g order by id, g`
  }),
  ...ZONES.map(
    (zone) =>
      `select id, date_add(tz, '1 day', '${zone}'), date_subtract(tz, interval '1 month 1 day 01:30', '${zone}'), date_add(tz, id * interval '11 days 3 hours', '${zone}') from instants order by id`,
  ),
  `select id, date_add(tz, interval '1 month'), date_subtract(ts, '1 day'), date_add(tz, null, 'UTC'), date_add(tz, '1 hour', null), date_add(tz, '0 days', 'Europe/Rome') from instants order by id`,
  `select date_add('infinity'::timestamptz, '1 day', 'Europe/Rome'), date_subtract('-infinity', '1 month', 'UTC'), date_add(date '2024-03-30', '1 day', 'Europe/Rome')`,
  `select date_add('4713-11-24 12:00+00 BC', '-1 day', 'UTC')`,
  `select date_add(tz, '-8000 years', 'Europe/Rome') from instants where id = 1`,
  `select date_add(tz, '-60000000 hours', 'Europe/Rome') from instants where id = 1`,
  `select date_add(tz, '1 day', 'Nowhere/None') from instants`,
  `select date_add(tz, 1) from instants`,
  `select date_add(1, '1 day', 'UTC') from instants`,
  `select date_add(tz) from instants`,
  `select id, tz at time zone interval '2 hours', ts at time zone interval '-03:30:00.9' from instants order by id`,
  'select id, tz at local, ts at local from instants order by id',
  `select id, timezone('Europe/Rome', tz), ts::timestamptz, tz::timestamp, tz::date, tz::time, tz::text from instants order by id`,
  `select date_trunc('month', tz at time zone 'America/New_York'), count(*) from instants group by 1 order by 1`,
  `select now() - current_timestamp(0) between interval '-0.5 s' and interval '0.5 s', localtime is null, localtime(2) is null, localtimestamp(3) - localtimestamp < interval '1 ms', current_date = now()::date, transaction_timestamp() = statement_timestamp()`,
  `select now(1)`,
  `select tz at time zone 'Mars/Phobos' from instants`,
  `select tz at time zone interval '1 day' from instants`,
  `select timestamptz '2024-03-31 02:30 Europe/Rome', timestamptz '2024-10-27 02:30 europe/rome', timestamptz '2024-02-05 10:00 EST'`,
  `select timestamptz '2011-12-30 12:00 Pacific/Apia', timestamptz '2024-04-07 01:45 Australia/Lord_Howe', timestamptz '1900-01-01 Europe/Rome'`,
  `select date '2024-01-31' + interval '1 month', timestamptz '2024-03-31 00:30+00' + interval '1 day', age(timestamptz '2024-03-31 00:30+00', timestamptz '2024-02-29 12:00+00')`,
  `select to_char(tz, 'YYYY-MM-DD HH24:MI:SS TZ'), make_timestamptz(2024, 3, 31, 2, 30, 0, 'Europe/Rome') from instants order by tz`,
]
