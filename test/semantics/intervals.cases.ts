const of = (expressions: readonly string[]): readonly string[] =>
  expressions.map((expression) => `select id, ${expression} from moments order by id`)

const FIELDS =
  'year month day quarter week decade century millennium epoch hour minute second milliseconds microseconds'.split(' ')

/** Intervals: parts, arithmetic with numbers, order, text. Equal intervals of unlike parts stand in the table. */
export const INTERVAL_STATEMENTS: readonly string[] = [
  ...of([
    ...FIELDS.flatMap((field) => [`extract(${field} from i)`, `date_part('${field}', j)`]),
    ...FIELDS.filter((field) => !['week', 'epoch'].includes(field)).map((field) => `date_trunc('${field}', i)`),
    ...['i + j', 'i - j', '-i', '- j', 'i * n', 'n * j', 'i * f', 'f * j', 'i * 1.5', 'i / 2', 'j / 3.0', 'i / 0.7'],
    ...['i * 0.1', 'j * -0.33', 'i * 1e-3', 'i / 7', 'j * 100', 'i * n / 7', 'i / f'].filter((it) => it !== 'i / f'),
    ...['i = j', 'i <> j', 'i < j', 'i <= j', 'i > j', 'i >= j', 'i is distinct from j', 'i is not distinct from j'],
    ...['greatest(i, j)', 'least(i, j)', 'nullif(i, j)', 'coalesce(j, i)', 'i in (j, i)', `i in (interval '29 days')`],
    ...['justify_days(i)', 'justify_hours(j)', 'justify_interval(i)', 'justify_interval(j)', 'justify_days(j * 7)'],
    ...['i::text', 'j::text', `i || ''`, '(i * 1.5)::text', 'isfinite(i)', 'i::interval(2)', 'j::interval(0)'],
    ...['i::interval year', 'i::interval month', 'i::interval day', 'i::interval hour', 'i::interval minute'],
    ...['i::interval day to second(1)', 'j::interval year to month', 'j::interval day to hour', 'i::time'],
    `i = interval '1 mon'`,
    `case when i > interval '1 day' then i else j end`,
    'ts - tt',
    'justify_interval(ts - tt)',
    `(ts - tt) * 0.5`,
    `extract(epoch from ts - tt)`,
    'i between j and j + i',
  ]),
  'select id from moments where i = j order by id',
  'select id, i from moments order by i, id',
  'select id, j from moments order by j desc nulls last, id',
  'select a.id, b.id from moments a join moments b on a.i = b.j order by 1, 2',
  `select interval '1' month, interval '1-2' year to month, interval '1 12:00:00', interval 'P1Y2M3DT4H5M6.5S'`,
  `select interval '1.5' day, interval '90' minute, interval '1 day 2 hours' day, interval(3) '1.23456 s'`,
  `select interval '2' day to second, interval '1:2' minute to second, interval '1 2' day to hour`,
  `select interval '1' second(2), interval '1.239' second(2), interval '-1.235 sec'::interval(2)`,
  `select interval '1 month' * 'nan'::float8`,
  `select interval '1 day' / 0`,
  `select interval '1 day' / 0.0::float8`,
  `select interval '178000000 years' * 2`,
  `select interval '178000000 years' + interval '178000000 years'`,
  `select -interval '-178000000 years'`,
  `select interval '1 quarter'`,
  `select interval '1 fortnight ago'`,
  `select interval '1 day ago'::text, interval '-1 year 2 mons +3 days -04:05:06.070'::text, interval '0'::text`,
  `select date_trunc('week', interval '8 days')`,
  `select extract(isodow from interval '1 day')`,
]

/** Groups of equal intervals, which only a server makes. */
export const GROUPED_INTERVALS: readonly string[] = [
  'select extract(epoch from i), grouping(i), count(*) from moments group by rollup (i)',
]
