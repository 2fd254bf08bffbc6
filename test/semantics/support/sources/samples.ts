/** A column of the table `samples`, which every source of the matrix holds. */
export interface SampleColumn {
  readonly name: string
  /** PostgreSQL's type; the other sources have types of their own for it. */
  readonly type: string
  /** As PostgreSQL writes them in text; null for NULL. Every source of the matrix can hold these. */
  readonly values: readonly (string | null)[]
  /** Values that only the sources with PostgreSQL's range of the type hold; NULL stands for them in the others. */
  readonly beyond?: readonly string[]
}

const TEXTS = [
  ...[
    'Bob',
    'bob',
    'BOB',
    'Bob ',
    ' Bob',
    'BÓB',
    'Bób',
    'bób',
    null,
    '',
    ' ',
    '  ',
    'a',
    'A',
    'b',
    'B',
    'ab',
    'aB',
    'z',
    'Z',
  ],
  ...[
    'é',
    'e\u0301',
    'É',
    'ß',
    'ss',
    'SS',
    'straße',
    'STRASSE',
    'İ',
    'ı',
    'Σίσυφος',
    'ΣΊΣΥΦΟΣ',
    'Ǆ',
    '日本',
    '😀',
    '😁',
    'a😀b',
  ],
  ...[
    '100%',
    'a_b',
    'a%b',
    'a\\b',
    '\\',
    "it's",
    '"q"',
    'tab\there',
    'line\nbreak',
    'NULL',
    '0',
    '00',
    '1e3',
    '-5',
    'a-b',
    'a b',
  ],
]

/** Values that engines treat differently, type by type. The lists have lengths of their own, so that rows combine them. */
export const SAMPLE_COLUMNS: readonly SampleColumn[] = [
  { name: 'c_bool', type: 'boolean', values: ['t', 'f', null] },
  { name: 'c_small', type: 'smallint', values: ['0', '1', '-1', null, '2', '3', '-7', '100', '32767', '-32768', '5'] },
  {
    name: 'c_int',
    type: 'integer',
    values: ['1', '0', null, '-1', '2', '7', '2147483647', '-2147483648', '-7', '10', '3', '100000', '-3'],
  },
  {
    name: 'c_big',
    type: 'bigint',
    values: [
      null,
      '0',
      '1',
      '-1',
      '9223372036854775807',
      '-9223372036854775808',
      '9007199254740993',
      '-9007199254740993',
      '42',
      '2147483648',
      '7',
      '-7',
      '3',
      '10',
      '100',
      '6',
      '5',
    ],
  },
  {
    name: 'c_num',
    type: 'numeric(12,2)',
    values: [
      '0.00',
      '1.75',
      '-1.75',
      '2.50',
      null,
      '0.01',
      '-0.01',
      '9999999999.99',
      '-9999999999.99',
      '1.00',
      '2.50',
      '0.50',
      '-0.50',
      '1.50',
      '1.25',
      '1.35',
      '10.10',
      '3.33',
      '7.00',
    ],
  },
  {
    name: 'c_dec',
    type: 'numeric(24,10)',
    values: [
      '0.0000000001',
      '12345678901234.0123456789',
      null,
      '-12345678901234.0123456789',
      '0.3333333333',
      '1.0000000000',
      '-0.0000000005',
    ],
  },
  {
    name: 'c_real',
    type: 'real',
    values: ['0', '0.1', '-0.1', '1.5', null, '16777216', '3.4e+38', '1e-37', '-2.5'],
    beyond: ['NaN', 'Infinity', '-Infinity'],
  },
  {
    name: 'c_float',
    type: 'double precision',
    values: [
      '0',
      '0.1',
      '-0.1',
      '1.5',
      '2.5',
      '-2.5',
      null,
      '1e308',
      '-1e308',
      '1e-307',
      '0.30000000000000004',
      '123456789.125',
      '9007199254740992',
    ],
    beyond: ['NaN', 'Infinity', '-Infinity', '-0'],
  },
  { name: 'c_text', type: 'text', values: TEXTS },
  {
    name: 'c_code',
    type: 'varchar(20)',
    values: ['Bob', 'bob', null, '', 'a', 'A', 'Bob ', 'é', 'ß', '😀', 'a%', '\\', ' a ', 'b', 'Z', '日本', 'a_'],
  },
  { name: 'c_bytes', type: 'bytea', values: ['\\x', '\\x00', null, '\\x61', '\\x6162', '\\xff', '\\x00ff00'] },
  {
    name: 'c_date',
    type: 'date',
    values: [
      '2024-01-31',
      '2024-02-29',
      '2023-02-28',
      null,
      '1999-12-31',
      '2000-01-01',
      '1970-01-01',
      '1969-12-31',
      '2100-02-28',
      '9999-12-31',
      '1582-10-15',
      '1900-03-01',
      '0001-01-01',
      '1400-02-28',
      '2024-12-30',
    ],
  },
  {
    name: 'c_day',
    type: 'date',
    values: ['2024-03-31', '2024-02-28', '2020-02-29', null, '2024-01-01', '2023-12-31', '2025-01-05'],
  },
  {
    name: 'c_stamp',
    type: 'timestamp',
    values: [
      '2024-02-29 12:34:56.789012',
      '2023-12-31 23:59:59.999999',
      '2024-03-31 02:30:00',
      null,
      '1970-01-01 00:00:00',
      '1969-12-31 23:59:59.999999',
      '1960-05-22 00:30:00',
      '2011-12-30 12:00:00',
      '2024-11-03 01:30:00',
      '9999-12-31 23:59:59',
    ],
    beyond: ['0001-01-01 00:00:00', '1400-02-28 00:00:00.000001'],
  },
  {
    name: 'c_zoned',
    type: 'timestamptz',
    values: [
      '2024-03-10 07:00:00+00',
      '2024-02-29 23:30:00+00',
      null,
      '2011-12-30 10:00:00+00',
      '1970-01-02 00:00:00.000001+00',
      '2037-12-31 23:59:59.999999+00',
      '2024-11-03 06:30:00+00',
    ],
    beyond: ['1960-05-22 00:30:00+00', '1400-02-28 00:00:00+00', '2500-01-01 00:00:00+00'],
  },
  { name: 'c_time', type: 'time', values: ['00:00:00', '12:34:56.789', null, '23:59:59.999999', '00:00:00.000001'] },
  {
    name: 'c_span',
    type: 'interval',
    values: ['1 month', '-1 day', null, '1 year 2 months 3 days 04:05:06.789', '00:00:00', '30 days', '-00:00:01'],
  },
  {
    name: 'c_json',
    type: 'json',
    values: ['{"b":1,"a":[1,2]}', 'null', null, '"x"', '9007199254740993', '{"a":{"b":"é"}}', '[]'],
  },
  {
    name: 'c_uuid',
    type: 'uuid',
    values: [
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      null,
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    ],
  },
  // An unsigned integer of 64 bits where a source has one.
  {
    name: 'c_wide',
    type: 'numeric(20,0)',
    values: ['0', '18446744073709551615', null, '9223372036854775808', '1', '9223372036854775807', '42'],
  },
]

/** A row: its `id`, and a value or NULL for each column of SAMPLE_COLUMNS. */
export interface SampleRow {
  readonly id: number
  readonly values: readonly (string | null)[]
}

/** `full` has PostgreSQL's ranges; `common` only what every kind of source holds. */
export type SampleRange = 'full' | 'common'

const ROWS = 60

/** The rows of `samples`: every value of every column stands in at least one of them. */
export function sampleRows(range: SampleRange): readonly SampleRow[] {
  return Array.from({ length: ROWS }, (_, index) => ({
    id: index + 1,
    values: SAMPLE_COLUMNS.map(({ values, beyond = [] }) => {
      const all = [...values, ...(range === 'full' ? beyond : beyond.map(() => null))]
      return all[index % all.length] ?? null
    }),
  }))
}

/** The table in PostgreSQL's language, the reference's and any PostgreSQL source's. */
export function samplesInPostgres(range: SampleRange): string {
  const columns = SAMPLE_COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ')
  const rows = sampleRows(range).map(({ id, values }) => `(${[id, ...values.map(quoted)].join(', ')})`)
  return `CREATE TABLE samples (id integer PRIMARY KEY, ${columns}); INSERT INTO samples VALUES ${rows.join(', ')}; ANALYZE samples`
}

/** A constant in standard SQL, where a backslash is a character like any other. */
export function quoted(value: string | null): string {
  return value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`
}
