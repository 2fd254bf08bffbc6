import {
  BOOLEAN,
  DATE,
  decimal,
  type EngineType,
  FLOAT64,
  INT32,
  INT64,
  INTERVAL,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
} from '#arrow'
import { type Expression, typeOf } from '#plan'
import { call, cast, col, is, lit } from './builders.ts'

const D = decimal(15, 2)
const D4 = decimal(12, 4)
export const COLUMNS: Readonly<Record<string, EngineType>> = {
  id: INT32,
  i: INT32,
  j: INT32,
  k: INT64,
  d: D,
  e: D4,
  f: FLOAT64,
  g: FLOAT64,
  s: STRING,
  p: STRING,
  b: BOOLEAN,
  dt: DATE,
  du: DATE,
  ts: TIMESTAMP,
  tu: TIMESTAMP,
  tz: TIMESTAMPTZ,
  ti: TIME,
  iv: INTERVAL,
}
export const TYPES = `id integer, i integer, j integer, k bigint, d decimal(15,2), e decimal(12,4), f double precision,
  g double precision, s text, p text, b boolean, dt date, du date, ts timestamp, tu timestamp,
  tz timestamp with time zone, ti time, iv interval`
export const ROWS = [
  `(1, 7, 2, 5, 10.00, 3.0000, 2.5, 0.5, 'Hello World', 'l', true, '2024-02-29', '2023-12-31', '2024-02-29 10:11:12.5', '2023-12-31 23:59:59.999999', '2024-02-29 23:30:00+00', '10:11:12.5', '1 month 2 days 03:04:05.6')`,
  `(2, -7, 2, -5, -10.01, -3.1234, -2.5, -0.5, '', 'a', false, '2024-01-31', '2024-03-31', '2024-01-31 00:00:00', '2024-03-31 12:00:00', '2024-03-31 01:30:00+00', '00:00:00', '-1 month')`,
  `(3, 0, -3, 0, 0.00, 0.0001, 0, 1e10, 'a%c', '%', null, '1969-12-31', '1970-01-01', '1969-12-31 23:59:59.5', '1960-01-01 00:00:00', '1969-12-31 23:59:59+00', '23:59:59.999999', '-3 days 12:00:00')`,
  `(4, 2147483647, -1, 9223372036854775807, 9999999999999.99, 99999999.9999, 1e15, 3, 'straße ÉÀ ﬁ', 'É', true, '2000-01-01', '1999-12-31', '2000-01-01 00:00:00', '1999-12-31 00:00:00', '2000-01-01 00:00:00+00', '12:00:00', '36:00:00')`,
  `(5, -2147483648, 1, -9223372036854775807, -0.01, -0.0001, 0.1, 7, '  x  ', ' ', false, '0100-06-15', '9999-12-31', '0100-06-15 00:00:00', '9999-12-31 23:59:59.999999', '1850-07-01 10:00:00+00', '01:02:03', '14 months')`,
  `(6, 12, 5, 100, 1.005, 2.5, 1e-7, -7.25, E'tab\\tnl\\n', 'b', true, '2024-12-30', '2025-01-01', '2024-12-30 05:06:07.000008', '2024-07-01 10:00:00', '2024-10-27 00:30:00+00', '05:06:07.000008', '0')`,
  `(7, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)`,
  `(8, 1, 3, 3, 2.50, 0.3333, 123456789.123, 1.1, 'a\\c', '\\', true, '2024-03-31', '2024-02-29', '2024-03-31 02:30:00', '2024-02-29 00:00:00', '2024-03-31 00:59:59.999999+00', '13:14:15.123', '1 year 6 months -10 days')`,
  `(9, 5, 10, 8, 0.30, 0.7000, 'NaN', 2, '日本語😀', '本', null, '2100-02-28', '2000-02-29', '2100-02-28 12:00:00', '2000-02-29 12:00:00', '2100-02-28 12:00:00+00', '12:12:12', '100 days')`,
  `(10, 3, 7, 9, 3.49, 1.1111, 'Infinity', 3, 'a,b,c', ',', false, '2023-03-01', '2023-02-28', '2023-03-01 00:00:00', '2023-02-28 00:00:00', '2023-03-01 00:00:00+00', '00:00:01', '00:00:00.000001')`,
]

export const c = (id: string): Expression => col(id, COLUMNS[id])
const int = (value: number): Expression => lit(value, INT32)
const text = (value: string): Expression => lit(value, STRING)
const num = (value: string, type: EngineType): Expression => lit(value, type)

/** What the plan says, and the same as one writes it for PostgreSQL. */
export type Case = readonly [string, Expression]

export const NUMBERS: readonly Case[] = [
  ['i::bigint + j', call('add', INT64, cast(c('i'), INT64), cast(c('j'), INT64))],
  ['(i / 3)', call('divide', INT32, c('i'), int(3))],
  ['(k / 2::bigint)', call('divide', INT64, c('k'), num('2', INT64))],
  ['case when j <> -1 then i / j end', guarded(call('divide', INT32, c('i'), c('j')))],
  ['i % 3', call('modulo', INT32, c('i'), int(3))],
  ['i % j', call('modulo', INT32, c('i'), c('j'))],
  ['d + e', call('add', decimal(18, 4), c('d'), c('e'))],
  ['d - e', call('subtract', decimal(18, 4), c('d'), c('e'))],
  ['d * e', call('multiply', decimal(27, 6), c('d'), c('e'))],
  [
    'd * (1 - 0.05) * (1 + 0.08)',
    call(
      'multiply',
      decimal(38, 6),
      call('multiply', decimal(31, 4), c('d'), call('subtract', decimal(16, 2), num('1', D), num('0.05', D))),
      call('add', decimal(16, 2), num('1', D), num('0.08', D)),
    ),
  ],
  ['d % 3.00', call('modulo', D, c('d'), num('3.00', D))],
  ['d % e', call('modulo', decimal(17, 4), c('d'), c('e'))],
  ['abs(k)', call('abs', INT64, c('k'))],
  ['abs(d)', call('abs', D, c('d'))],
  ['-k', call('negate', INT64, c('k'))],
  ['-d', call('negate', D, c('d'))],
  ['-f', call('negate', FLOAT64, c('f'))],
  ['sign(d)', call('sign', decimal(1, 0), c('d'))],
  ['sign(f)', call('sign', FLOAT64, c('f'))],
  ['ceil(d)', call('ceil', decimal(14, 0), c('d'))],
  ['floor(d)', call('floor', decimal(14, 0), c('d'))],
  ['ceil(f)', call('ceil', FLOAT64, c('f'))],
  ['floor(f)', call('floor', FLOAT64, c('f'))],
  ['round(d)', call('round', decimal(14, 0), c('d'))],
  ['round(e, 2)', call('round', decimal(11, 2), c('e'), int(2))],
  ['round(d, 1)', call('round', decimal(15, 1), c('d'), int(1))],
  ['round(d, -2)', call('round', decimal(14, 0), c('d'), int(-2))],
  ['round(f)', call('round', FLOAT64, c('f'))],
  ['round(g)', call('round', FLOAT64, c('g'))],
  ['trunc(e, 2)', call('trunc', decimal(11, 2), c('e'), int(2))],
  ['trunc(d)', call('trunc', decimal(14, 0), c('d'))],
  ['trunc(f)', call('trunc', FLOAT64, c('f'))],
  ['f + g', call('add', FLOAT64, c('f'), c('g'))],
  ['f * g - f', call('subtract', FLOAT64, call('multiply', FLOAT64, c('f'), c('g')), c('f'))],
  ['f / g', call('divide', FLOAT64, c('f'), c('g'))],
  ['f / 3::float8', call('divide', FLOAT64, c('f'), num('3', FLOAT64))],
  ['sqrt(abs(f))', call('sqrt', FLOAT64, call('abs', FLOAT64, c('f')))],
  ['greatest(i, j)', call('greatest', INT32, c('i'), c('j'))],
  ['least(d, 1.00)', call('least', D, c('d'), num('1.00', D))],
  ['greatest(f, g)', call('greatest', FLOAT64, c('f'), c('g'))],
  ['coalesce(i, 42)', call('coalesce', INT32, c('i'), int(42))],
  ['nullif(j, 2)', call('nullif', INT32, c('j'), int(2))],
  ['k::numeric(38,16)', cast(c('k'), decimal(38, 16))],
]

function guarded(then: Expression): Expression {
  return {
    kind: 'case',
    branches: [{ when: is('ne', c('j'), int(-1)), then }],
    otherwise: lit(null, typeOf(then)),
    type: typeOf(then),
  }
}

export const CASTS: readonly Case[] = [
  ['d::int8', cast(c('d'), INT64)],
  ['e::int', cast(c('e'), INT32)],
  ['e::float8', cast(c('e'), FLOAT64)],
  ['d::float8', cast(c('d'), FLOAT64)],
  ['(d * e)::float8', cast(call('multiply', decimal(27, 6), c('d'), c('e')), FLOAT64)],
  ['g::int8', cast(c('g'), INT64)],
  ['g::numeric(20,3)', cast(c('g'), decimal(20, 3))],
  ['(g / 3)::numeric(30,14)', cast(call('divide', FLOAT64, c('g'), num('3', FLOAT64)), decimal(30, 14))],
  ['e::numeric(10,1)', cast(c('e'), decimal(10, 1))],
  ['i::float8', cast(c('i'), FLOAT64)],
  ['k::float8', cast(c('k'), FLOAT64)],
  ['i::text', cast(c('i'), STRING)],
  ['k::text', cast(c('k'), STRING)],
  ['d::text', cast(c('d'), STRING)],
  ['b::text', cast(c('b'), STRING)],
  ['b::int', cast(c('b'), INT32)],
  ['i::boolean', cast(c('i'), BOOLEAN)],
  ['f::text', cast(c('f'), STRING)],
  ['g::text', cast(c('g'), STRING)],
  ['(f / 7)::text', cast(call('divide', FLOAT64, c('f'), num('7', FLOAT64)), STRING)],
  ['(f * 1.2345678::float8)::text', cast(call('multiply', FLOAT64, c('f'), num('1.2345678', FLOAT64)), STRING)],
  ['dt::text', cast(c('dt'), STRING)],
  ['ts::text', cast(c('ts'), STRING)],
  ['tz::text', cast(c('tz'), STRING)],
  ['ti::text', cast(c('ti'), STRING)],
  ['dt::timestamp', cast(c('dt'), TIMESTAMP)],
  ['dt::timestamptz', cast(c('dt'), TIMESTAMPTZ)],
  ['ts::date', cast(c('ts'), DATE)],
  ['ts::time', cast(c('ts'), TIME)],
  ['ts::timestamptz', cast(c('ts'), TIMESTAMPTZ)],
  ['tz::timestamp', cast(c('tz'), TIMESTAMP)],
  ['tz::date', cast(c('tz'), DATE)],
  ['tz::time', cast(c('tz'), TIME)],
  ['i::text::int', cast(cast(c('i'), STRING), INT32)],
  [
    "(' ' || k::text || ' ')::bigint",
    cast(call('text_concat', STRING, call('text_concat', STRING, text(' '), cast(c('k'), STRING)), text(' ')), INT64),
  ],
  ['d::text::numeric(15,1)', cast(cast(c('d'), STRING), decimal(15, 1))],
  ['f::text::float8', cast(cast(c('f'), STRING), FLOAT64)],
  ['dt::text::date', cast(cast(c('dt'), STRING), DATE)],
  ['ts::text::timestamp', cast(cast(c('ts'), STRING), TIMESTAMP)],
  ['b::text::boolean', cast(cast(c('b'), STRING), BOOLEAN)],
]

export const TEXTS: readonly Case[] = [
  [`s || p`, call('text_concat', STRING, c('s'), c('p'))],
  ['concat(s, p)', call('concat', STRING, c('s'), c('p'))],
  [`concat_ws('-', s, p, s)`, call('concat_ws', STRING, text('-'), c('s'), c('p'), c('s'))],
  [`concat_ws(p, s, 'z')`, call('concat_ws', STRING, c('p'), c('s'), text('z'))],
  ['lower(s)', call('lower', STRING, c('s'))],
  ['upper(s)', call('upper', STRING, c('s'))],
  ['length(s)', call('length', INT32, c('s'))],
  ['octet_length(s)', call('octet_length', INT32, c('s'))],
  ['btrim(s)', call('trim', STRING, c('s'))],
  ['ltrim(s)', call('ltrim', STRING, c('s'))],
  ['rtrim(s)', call('rtrim', STRING, c('s'))],
  [`btrim(s, 'Hd語')`, call('trim', STRING, c('s'), text('Hd語'))],
  [`btrim(s, '')`, call('trim', STRING, c('s'), text(''))],
  ['ltrim(s, p)', call('ltrim', STRING, c('s'), c('p'))],
  ['rtrim(s, p)', call('rtrim', STRING, c('s'), c('p'))],
  ...[-3, 0, 1, 2, 4, 100].flatMap((from): Case[] => [
    [`substring(s, ${from})`, call('substring', STRING, c('s'), int(from))],
    [`substring(s, ${from}, 3)`, call('substring', STRING, c('s'), int(from), int(3))],
    [`substring(s, ${from}, 0)`, call('substring', STRING, c('s'), int(from), int(0))],
    [`left(s, ${from})`, call('left', STRING, c('s'), int(from))],
    [`right(s, ${from})`, call('right', STRING, c('s'), int(from))],
    [`lpad(s, ${from})`, call('lpad', STRING, c('s'), int(from))],
    [`lpad(s, ${from}, p)`, call('lpad', STRING, c('s'), int(from), c('p'))],
    [`rpad(s, ${from}, 'é日')`, call('rpad', STRING, c('s'), int(from), text('é日'))],
    [`rpad(s, ${from}, '')`, call('rpad', STRING, c('s'), int(from), text(''))],
    [`repeat(p, ${from})`, call('repeat', STRING, c('p'), int(from))],
  ]),
  ['substring(s, j, abs(j))', call('substring', STRING, c('s'), c('j'), call('abs', INT32, c('j')))],
  ["replace(s, p, '_')", call('replace', STRING, c('s'), c('p'), text('_'))],
  [`replace(s, '', 'x')`, call('replace', STRING, c('s'), text(''), text('x'))],
  ['strpos(s, p)', call('position', INT32, c('s'), c('p'))],
  [`strpos(s, '')`, call('position', INT32, c('s'), text(''))],
  ...[-2, -1, 1, 2, 5].flatMap((field): Case[] => [
    [`split_part(s, p, ${field})`, call('split_part', STRING, c('s'), c('p'), int(field))],
    [`split_part(s, '', ${field})`, call('split_part', STRING, c('s'), text(''), int(field))],
  ]),
  ['starts_with(s, p)', is('starts_with', c('s'), c('p'))],
  ['reverse(s)', call('reverse', STRING, c('s'))],
  ["reverse(s || U&'\\0301x')", call('reverse', STRING, call('text_concat', STRING, c('s'), text('\u0301x')))],
  ['md5(s)', call('md5', STRING, c('s'))],
  [`s like 'a%'`, is('like', c('s'), text('a%'))],
  [`s like '%\\%%'`, is('like', c('s'), text('%\\%%'))],
  [`s like 'a#%c' escape '#'`, is('like', c('s'), text('a#%c'), text('#'))],
  [`s like 'a\\c' escape ''`, is('like', c('s'), text('a\\c'), text(''))],
  [`s like '___😀'`, is('like', c('s'), text('___😀'))],
  [`s like '%' || 'b' || '%'`, is('like', c('s'), text('%b%'))],
  [`s ilike '%WORLD'`, is('ilike', c('s'), text('%WORLD'))],
  [`s ilike '%éà%'`, is('ilike', c('s'), text('%éà%'))],
  [`s = p`, is('eq', c('s'), c('p'))],
  [`s < p`, is('lt', c('s'), c('p'))],
  [`greatest(s, p)`, call('greatest', STRING, c('s'), c('p'))],
  [`s in ('', 'a,b,c')`, { kind: 'in', argument: c('s'), items: [text(''), text('a,b,c')], negated: false }],
  [`i not in (7, 0)`, { kind: 'in', argument: c('i'), items: [int(7), int(0)], negated: true }],
  [`i not in (7, null)`, { kind: 'in', argument: c('i'), items: [int(7), lit(null, INT32)], negated: true }],
]

const UNITS =
  'microseconds milliseconds second minute hour day week month quarter year decade century millennium'.split(' ')
const FIELDS: Readonly<Record<string, EngineType>> = Object.fromEntries(
  'year month day dow isodow doy week quarter isoyear decade century millennium hour minute microseconds'
    .split(' ')
    .map((field) => [field, decimal(18, 0)]),
)
const FRACTIONS: Readonly<Record<string, EngineType>> = {
  second: decimal(8, 6),
  milliseconds: decimal(8, 3),
  epoch: decimal(20, 6),
}
const DATE_FIELDS = 'year month day dow isodow doy week quarter isoyear decade century millennium epoch'.split(' ')
const TIME_FIELDS = 'hour minute microseconds second milliseconds'.split(' ')
const INTERVAL_FIELDS = 'year month day hour minute second milliseconds microseconds epoch'.split(' ')
const ALL_FIELDS = { ...FIELDS, ...FRACTIONS }

function extracts(column: string, fields: readonly string[]): readonly Case[] {
  return fields.flatMap((field): Case[] => [
    [`extract(${field} from ${column})`, call('extract', ALL_FIELDS[field] ?? D, text(field), c(column))],
    [`date_part('${field}', ${column})`, call('date_part', FLOAT64, text(field), c(column))],
  ])
}

export const DATES: readonly Case[] = [
  ...UNITS.flatMap((unit): Case[] => [
    [`date_trunc('${unit}', ts)`, call('date_trunc', TIMESTAMP, text(unit), c('ts'))],
    [`date_trunc('${unit}', tz)`, call('date_trunc', TIMESTAMPTZ, text(unit), c('tz'))],
  ]),
  ...extracts('dt', DATE_FIELDS),
  ...extracts('ts', [...DATE_FIELDS, ...TIME_FIELDS]),
  ...extracts('tz', [...DATE_FIELDS, ...TIME_FIELDS]),
  ...extracts('ti', TIME_FIELDS),
  ...extracts('iv', INTERVAL_FIELDS),
  [
    'make_date(2000 + abs(i % 24), 2, 28)',
    call(
      'make_date',
      DATE,
      call('add', INT32, int(2000), call('abs', INT32, call('modulo', INT32, c('i'), int(24)))),
      int(2),
      int(28),
    ),
  ],
  [`timezone('Europe/Rome', ts)`, call('timezone', TIMESTAMPTZ, text('Europe/Rome'), c('ts'))],
  [`timezone('Europe/Rome', tz)`, call('timezone', TIMESTAMP, text('Europe/Rome'), c('tz'))],
  [`timezone('America/New_York', tu)`, call('timezone', TIMESTAMPTZ, text('America/New_York'), c('tu'))],
  ['age(ts, tu)', call('age', INTERVAL, c('ts'), c('tu'))],
  ['age(tu, ts)', call('age', INTERVAL, c('tu'), c('ts'))],
  ['age(tz, ts::timestamptz)', call('age', INTERVAL, c('tz'), cast(c('ts'), TIMESTAMPTZ))],
  ['dt + 31', call('date_add_days', DATE, c('dt'), int(31))],
  ['dt - 31', call('date_subtract_days', DATE, c('dt'), int(31))],
  ['dt - du', call('date_difference', INT32, c('dt'), c('du'))],
  ['ts - tu', call('timestamp_difference', INTERVAL, c('ts'), c('tu'))],
  ['tu - ts', call('timestamp_difference', INTERVAL, c('tu'), c('ts'))],
  ['tz - ts::timestamptz', call('timestamp_difference', INTERVAL, c('tz'), cast(c('ts'), TIMESTAMPTZ))],
  ['ts + iv', call('timestamp_add_interval', TIMESTAMP, c('ts'), c('iv'))],
  ['ts - iv', call('timestamp_subtract_interval', TIMESTAMP, c('ts'), c('iv'))],
  ['tz + iv', call('timestamp_add_interval', TIMESTAMPTZ, c('tz'), c('iv'))],
  [`ts + interval '1 month'`, call('timestamp_add_interval', TIMESTAMP, c('ts'), lit('1 0 0', INTERVAL))],
  [
    `ts - interval '1 month 1 day 1 second'`,
    call('timestamp_subtract_interval', TIMESTAMP, c('ts'), lit('1 1 1000000', INTERVAL)),
  ],
  [`iv + interval '1 day'`, call('interval_add', INTERVAL, c('iv'), lit('0 1 0', INTERVAL))],
  ['iv - iv', call('interval_subtract', INTERVAL, c('iv'), c('iv'))],
  ['-iv', call('interval_negate', INTERVAL, c('iv'))],
  ['iv * 3', call('interval_multiply', INTERVAL, c('iv'), lit('3', FLOAT64))],
  ['dt < du', is('lt', c('dt'), c('du'))],
  [`ts >= '2024-01-01'`, is('ge', c('ts'), lit('2024-01-01 00:00:00', TIMESTAMP))],
  [`tz >= '2024-03-31 00:00:00+00'`, is('ge', c('tz'), lit('2024-03-31 00:00:00', TIMESTAMPTZ))],
  [`iv > interval '1 day'`, is('gt', c('iv'), lit('0 1 0', INTERVAL))],
]

export const LOGIC: readonly Case[] = [
  ['i > 3 and b', is('and', is('gt', c('i'), int(3)), c('b'))],
  ['i > 3 or b', is('or', is('gt', c('i'), int(3)), c('b'))],
  ['not b', is('not', c('b'))],
  ['b is true', is('is_true', c('b'))],
  ['b is not true', is('is_not_true', c('b'))],
  ['b is false', is('is_false', c('b'))],
  ['b is not false', is('is_not_false', c('b'))],
  ['i is null', is('is_null', c('i'))],
  ['i is not null', is('is_not_null', c('i'))],
  ['i is distinct from j', is('is_distinct_from', c('i'), c('j'))],
  ['f is not distinct from g', is('is_not_distinct_from', c('f'), c('g'))],
  ['f = g', is('eq', c('f'), c('g'))],
  ['f > g', is('gt', c('f'), c('g'))],
  ['d <> 0', is('ne', c('d'), num('0', D))],
  [
    'i <> 0 and 100 / i > 5',
    is('and', is('ne', c('i'), int(0)), is('gt', call('divide', INT32, int(100), c('i')), int(5))),
  ],
  [
    'i = 0 or 100 / i > 5',
    is('or', is('eq', c('i'), int(0)), is('gt', call('divide', INT32, int(100), c('i')), int(5))),
  ],
]
