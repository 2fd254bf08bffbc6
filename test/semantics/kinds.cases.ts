import type { SourceCase } from './support/sources/compare.ts'

/** Columns whose values are ordered, one of each kind of value. */
const ORDERED = [
  ...['c_small', 'c_int', 'c_big', 'c_wide', 'c_num', 'c_real', 'c_float', 'c_text', 'c_date', 'c_time', 'c_stamp'],
  'c_zoned',
]
/** One column of each kind that can be compared. */
const COMPARED = [...ORDERED, 'c_span', 'c_bool', 'c_bytes', 'c_uuid']

/** What JSON can be made of. */
const WRITTEN = [
  ...['c_bool', 'c_small', 'c_int', 'c_big', 'c_num', 'c_text', 'c_bytes', 'c_date', 'c_time', 'c_stamp', 'c_uuid'],
]

const NARROW = 'c_small % 100::smallint'
const SHORT = 'c_int % 1000'
const LONG = 'c_big % 1000::bigint'
const UNIT = '(c_small % 100) / 100::float8'
/** Degrees, whole and beyond the circle. */
const DEGREES = '(c_int % 1000)::float8'

/** Functions of each kind of value that the topics do not have over every source. */
export const EXPRESSIONS: readonly SourceCase[] = [
  ...[...COMPARED, 'c_json'].flatMap((column) => [`${column} IS NULL`, `${column} IS NOT NULL`]),
  ...[
    [NARROW, '7::smallint'],
    [SHORT, '7'],
    [LONG, '7::bigint'],
  ].flatMap(([value, other]) => [
    ...['+', '-', '*', '/', '%', '&', '|', '#'].map((operator) => `(${value}) ${operator} ${other}`),
    `-(${value})`,
    `abs(${value})`,
    `~(${value})`,
  ]),
  '-c_small',
  'abs(c_int)',
  'c_big + 1',
  'c_big * 2',
  '-c_big',
  'abs(c_big)',
  'c_small * c_small',
  'c_small / (-1)::smallint',
  ...['+', '-', '*', '/'].map((operator) => `c_real ${operator} 0.5::real`),
  ...['+', '-', '*', '/'].map((operator) => `c_float ${operator} 0.5::float8`),
  '-c_real',
  'abs(c_real)',
  '-c_float',
  'abs(c_float)',
  'sign(c_float)',
  'ceil(c_float)',
  'floor(c_float)',
  'round(c_float)',
  'trunc(c_float)',
  `exp(${UNIT})`,
  `ln(abs(${UNIT}) + 1)`,
  `log10(abs(${UNIT}) + 1)`,
  `sqrt(abs(${UNIT}))`,
  `power(${UNIT}, 3)`,
  'min_scale(c_num)',
  ...['sind', 'cosd', 'atand'].map((name) => `${name}(${DEGREES})`),
  `tand((c_int % 80)::float8)`,
  `cotd((c_int % 80)::float8 + 90.5)`,
  ...['asind', 'acosd'].map((name) => `${name}(${UNIT})`),
  `atan2d(${UNIT}, 0.5)`,
  // Text, and bytes that are no text.
  "trim(both 'B' from c_text)",
  "ltrim(c_text, 'B')",
  "rtrim(c_text, 'b')",
  "ltrim(c_text, ' B')",
  "rtrim(c_text, 'ob')",
  'initcap(c_text)',
  'bit_length(c_text)',
  "c_text ILIKE '%!%%' ESCAPE '!'",
  'length(c_bytes)',
  'octet_length(c_bytes)',
  'bit_length(c_bytes)',
  'md5(c_bytes)',
  'md5(c_code)',
  'sha256(c_bytes)',
  'substring(c_bytes from 2)',
  'substring(c_bytes from 1 for 1)',
  "position('\\x00'::bytea in c_bytes)",
  'reverse(c_bytes)',
  'left(c_text, 1) || right(c_text, 1)',
  "trim(both '\\x00'::bytea from c_bytes)",
  "c_bytes || '\\xff'::bytea",
  "c_bytes = '\\x00'::bytea",
  "c_bytes > '\\x61'::bytea",
  "c_time < TIME '12:34:56.789001'",
  "c_uuid > 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a10'::uuid",
  'c_wide > 9223372036854775807',
  'c_wide = 18446744073709551615',
  'to_bin(c_big)',
  'to_hex(c_int)',
  'to_hex(c_big)',
  'trunc(c_num)',
  'substring(c_text from 2)',
  'lpad(c_code, 3)',
  'rpad(c_code, 3)',
  'ARRAY[c_real, NULL]',
  'ARRAY[c_span]',
  'ARRAY[c_wide]',
  ...WRITTEN.flatMap((column) => [`to_json(${column})`, `json_build_array(${column}, 1)`]),
  ...WRITTEN.flatMap((column) => [`to_jsonb(${column})`, `jsonb_build_array(${column}, 1)`]),
  ...WRITTEN.map((column) => `json_build_object(id::text || '"', ${column}, 'b', c_num)`),
  "(c_stamp, c_stamp) OVERLAPS (TIMESTAMP '1970-01-01', TIMESTAMP '2024-01-01')",
  "(c_zoned, c_zoned) OVERLAPS (TIMESTAMPTZ '1970-01-01 00:00+00', TIMESTAMPTZ '2024-03-11 00:00+00')",
  "(c_date, c_day) OVERLAPS (DATE '2024-01-01', DATE '2023-12-31')",
  "(c_time, c_time) OVERLAPS (TIME '12:00', TIME '13:00')",
  // Dates.
  ...['year', 'month', 'day', 'doy', 'dow', 'isodow', 'week', 'isoyear', 'quarter'].map(
    (field) => `date_part('${field}', c_date)`,
  ),
  ...['hour', 'minute', 'second', 'day', 'week'].map((field) => `date_part('${field}', c_stamp)`),
  ...['quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'].map((unit) => `date_trunc('${unit}', c_stamp)`),
  "date_trunc('quarter', c_zoned)",
]

/** Tests of each kind that hold rows back. */
export const CONDITIONS: readonly SourceCase[] = [
  ...[...COMPARED, 'c_json'].flatMap((column) => [`${column} IS NULL`, `${column} IS NOT NULL`]),
  ...['=', '<>', '<', '<=', '>', '>='].flatMap((operator) => [
    `c_small ${operator} 2::smallint`,
    `c_wide ${operator} 9223372036854775808`,
    `c_time ${operator} TIME '12:34:56.789'`,
    `c_bytes ${operator} '\\x61'::bytea`,
  ]),
  'NOT c_bool',
  'NOT (c_bool IS NULL)',
]

/** Comparisons and choices of each kind, of every value with every other: `l` and `r` are two rows of `samples`. */
export const PAIRS: readonly SourceCase[] = COMPARED.flatMap((column) => {
  const [left, right] = [`l.${column}`, `r.${column}`]
  return [
    ...['=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM'].map(
      (operator) => `${left} ${operator} ${right}`,
    ),
    ...['coalesce', 'nullif', 'greatest', 'least'].map((name) => `${name}(${left}, ${right})`),
  ]
})

const SUMMED = ['c_small', 'c_int', 'c_big', 'c_num']
const OF_ROWS = 'OVER (PARTITION BY c_bool ORDER BY id)'
/** Floats whose sums cannot overflow. */
const SMALL_REAL = 'CASE WHEN abs(c_real) < 1e6 THEN c_real END'
const SMALL_FLOAT = 'CASE WHEN abs(c_float) < 1e6 THEN c_float END'
const REGRESSIONS = [
  ...['corr', 'covar_samp', 'covar_pop', 'regr_count', 'regr_avgx', 'regr_avgy', 'regr_sxx', 'regr_syy', 'regr_sxy'],
  ...['regr_slope', 'regr_intercept', 'regr_r2'],
]
const SPREADS = ['stddev_samp', 'stddev_pop', 'var_samp', 'var_pop']

/** Functions over windows, of each kind. */
export const WINDOWED: readonly SourceCase[] = [
  ...COMPARED.flatMap((column) => [
    ...['lag', 'lead'].flatMap((name) => [
      `${name}(${column}) ${OF_ROWS}`,
      `${name}(${column}, 2) ${OF_ROWS}`,
      `${name}(${column}, 2, ${column}) ${OF_ROWS}`,
    ]),
    `first_value(${column}) ${OF_ROWS}`,
    `last_value(${column}) ${OF_ROWS}`,
    `nth_value(${column}, 2) ${OF_ROWS}`,
    `count(${column}) ${OF_ROWS}`,
    `array_agg(${column}) ${OF_ROWS}`,
    `any_value(${column}) OVER (PARTITION BY id)`,
  ]),
  ...[...ORDERED, 'c_bytes'].flatMap((column) => [`min(${column}) ${OF_ROWS}`, `max(${column}) ${OF_ROWS}`]),
  ...['min', 'max'].map((name) => `extract(epoch FROM ${name}(c_span) ${OF_ROWS})`),
  ...[...SUMMED, 'c_span'].map((column) => `sum(${column}) ${OF_ROWS}`),
  ...SUMMED.map((column): SourceCase => ({ sql: `avg(${column}) ${OF_ROWS}`, numeric: 'scale' })),
  ...['c_small', 'c_int', 'c_big'].flatMap((column) => [
    `bit_and(${column}) ${OF_ROWS}`,
    `bit_or(${column}) ${OF_ROWS}`,
    `bit_xor(${column}) ${OF_ROWS}`,
  ]),
  ...[SMALL_REAL, SMALL_FLOAT].flatMap((value) =>
    ['sum', 'avg', ...SPREADS].map((name) => `${name}(${value}) ${OF_ROWS}`),
  ),
  ...WRITTEN.flatMap((column) => [`json_agg(${column}) ${OF_ROWS}`, `jsonb_agg(${column}) ${OF_ROWS}`]),
  `json_object_agg(id::text, c_code) ${OF_ROWS}`,
  `min(ARRAY[c_int, c_small]) ${OF_ROWS}`,
  `max(ARRAY[c_text, c_code]) ${OF_ROWS}`,
  `string_agg(c_code, '-') ${OF_ROWS}`,
  `count(*) ${OF_ROWS}`,
  `avg(c_span) ${OF_ROWS}`,
  `bool_and(c_bool) OVER (PARTITION BY c_small ORDER BY id)`,
  `bool_or(c_bool) OVER (PARTITION BY c_small ORDER BY id)`,
  `string_agg(c_bytes, '\\x2c'::bytea) ${OF_ROWS}`,
  `ntile(4) OVER (ORDER BY id)`,
  ...REGRESSIONS.map((name) => `${name}(c_small, id) ${OF_ROWS}`),
  ...['c_small', 'c_int', 'c_big', 'c_num'].flatMap((column) =>
    SPREADS.map((name): SourceCase => ({ sql: `${name}(${column}) ${OF_ROWS}`, numeric: 'float' })),
  ),
]

/** Aggregates of each kind, of all rows and of groups. */
export const AGGREGATED: readonly SourceCase[] = [
  ...[...COMPARED, 'c_json'].map((column) => `count(${column})`),
  ...COMPARED.map((column) => `array_agg(${column} ORDER BY id)`),
  ...[...ORDERED, 'c_bytes'].flatMap((column) => [`min(${column})`, `max(${column})`]),
  ...['min', 'max'].map((name) => `extract(epoch FROM ${name}(c_span))`),
  ...[...SUMMED, 'c_span'].map((column) => `sum(${column})`),
  'avg(c_span)',
  'sum(c_real) FILTER (WHERE abs(c_real) < 1e6)',
  'sum(c_float) FILTER (WHERE abs(c_float) < 1e6)',
  ...['c_small', 'c_int', 'c_big'].flatMap((column) =>
    ['bit_and', 'bit_or', 'bit_xor'].map((name) => `${name}(${column})`),
  ),
  ...SUMMED.map((column): SourceCase => ({ sql: `avg(${column})`, numeric: 'scale' })),
  ...SUMMED.flatMap((column) => SPREADS.map((name): SourceCase => ({ sql: `${name}(${column})`, numeric: 'float' }))),
  ...SPREADS.map((name) => `${name}(c_real) FILTER (WHERE abs(c_real) < 1e6)`),
  "string_agg(c_bytes, '\\x2c'::bytea ORDER BY id)",
  ...WRITTEN.flatMap((column) => [`json_agg(${column} ORDER BY id)`, `jsonb_agg(${column} ORDER BY id)`]),
  'json_object_agg(id::text, c_code ORDER BY id)',
  'max(ARRAY[c_int, c_small])',
  'min(ARRAY[c_text, c_code])',
]

/** Aggregates of one row, which have only one value to give. */
export const OF_ONE_ROW: readonly SourceCase[] = COMPARED.map((column) => `any_value(${column})`)

/** Keys of grouping sets, of each kind. */
export const STATEMENTS: readonly SourceCase[] = COMPARED.filter((column) => column !== 'c_span').map(
  (column) => `SELECT ${column}, grouping(${column}), count(*) FROM samples GROUP BY ROLLUP (${column})`,
)
