export const FIGURE_TABLES = `
  CREATE TABLE figures (id int, i int, b bigint, n numeric(12,4), w numeric(4,0), p numeric(3,3), f float8);
  INSERT INTO figures VALUES
    (1, 0, 0, 0, 0, 0, 0), (2, 5, 5, 5.5, 5, 0.5, 5.5), (3, -5, -5, -5.5, -5, -0.5, -5.5),
    (4, 1234, 1234567890123, 1234.5678, 1234, 0.125, 1234.5678), (5, -1234, -1234567890123, -1234.5678, -1234, -0.125, -0.125),
    (6, 2147483647, 9223372036854775807, 99999999.9999, 9999, 0.999, 99999999.9999),
    (7, -2147483648, -9223372036854775808, -99999999.9999, -9999, -0.999, -99999999.9999),
    (8, null, null, null, null, null, null), (9, 10, 100, 0.05, 10, 0.005, 0.125), (10, 99, 999, 99.995, 99, 0.095, 2.5),
    (11, -1, -1, -0.004, -1, -0.004, -0.004), (12, 1, 1, 0.5, 1, 0.05, 1.005), (13, 100, 1000000, 100.01, 100, 0.01, 0.5),
    (14, 1000, 12345, 12345.6, 1000, 0.1, 12345.675), (15, 7, 7, 9.999, 7, 0.9, '-0')`

const FORMATS: readonly string[] = [
  '9',
  '999',
  '9999',
  '9,999',
  '999,999,999',
  '9G999G999',
  '000',
  '0009',
  '9099',
  '0,000,000',
  '0,009',
  '9,099',
  '9.9',
  '99.99',
  '999D99',
  '9,999.99',
  '9,999.000',
  '0.00',
  '9990.99',
  '0,000.009',
  'FM9',
  'FM999',
  'FM9,999',
  'FM000',
  'FM0,000',
  'FM9.9',
  'FM9999.9999',
  'FM9,999.99',
  'FM9990.00',
  'FM0.0099',
  'FM9999.909',
  'fm9g999d90',
  'S999',
  's9,999.9',
  '999S',
  '9,999.99S',
  'FMS9,999.9',
  'FM9,999.9S',
  'FM9999.0099S',
  'S0000',
  'MI999',
  'MI9,999.9',
  '999MI',
  '9,999.99mi',
  'FMMI999.9',
  'FM9,999.99MI',
  'FM000MI',
  'SG999',
  'SG9,999.9',
  '9,999SG',
  'FMSG999.9',
  'FM9,999.9SG',
  'PL999',
  'PL9,999.9',
  '9,999.9PL',
  'FMPL999',
  'FM999.9PL',
  '999PR',
  '9,999.9PR',
  'FM9,999.9PR',
  '0000pr',
  'FM9999.0PR',
  '$9,999.99',
  'FM$9,999.00',
  '(9,999)',
  '999 %',
  '"no. "999" pieces"',
  'FM"€"9,990.00" each"',
]

const LONG: readonly string[] = ['9,999,999,999,999,999,999', 'FM9999999999999999999', '0000000000000000000000']

/** to_char of numbers. */
export const NUMBERS_PRINTED: readonly string[] = [
  ...['i', 'b', 'n', 'w', 'p', 'f'].flatMap((column) =>
    FORMATS.map((format) => `select id, to_char(${column}, '${format}') from figures order by id`),
  ),
  ...LONG.map((format) => `select id, to_char(b, '${format}'), to_char(i, '${format}') from figures order by id`),
  `select to_char(1234.5, '9,999.99'), to_char(-5, '999'), to_char(null::int, '999'), to_char(2::smallint, '09')`,
  `select to_char(sum(n), 'FM999,999,999.00'), to_char(avg(f), '9.9') from figures where id < 4`,
  `select to_char(0.5::float8, '9'), to_char(1.5::float8, '9'), to_char(123456789012345678::float8, '999999999999999999')`,
]

const texts = (format: string, values: readonly string[]): readonly string[] =>
  values.map((value) => `select to_number(x, '${format}')::float8 from (values ('${value}'), (null)) t(x)`)

/** to_number of texts in the form of their format. */
export const NUMBERS_READ: readonly string[] = [
  ...texts('9,999.9', [
    '1,234.5',
    '234.5',
    ' 234.5',
    '   34.5',
    '-1,234.5',
    '+4',
    '.5',
    '-.5',
    '1234.5',
    '1,234',
    '0',
    '7.',
  ]),
  ...texts('999,999', ['12,345', '1,234', '123', '123,456', '-12', '      12', '        7', '123456', '']),
  ...texts('9,999,999.99', ['12,345.67', '1,234,567.89', '234,567.8', '34567', ' 1,234.5']),
  ...texts('99G999G999D999', ['1,234,567.891', '12,345', '5.25', '12,345,678.9']),
  ...texts('S999.99', ['-12.5', '+12.5', '12.5', ' 12.5', '-.25']),
  ...texts('000.00', ['001.50', '1.5', '12']),
  ...texts('99999', ['12345', '-1', '+99999', '   1']),
  `select to_number('1,234.5', '9,999.9'), to_number(null, '9')`,
  `select id, to_number(to_char(n, '99,999,999.9999'), '99,999,999.9999')::float8 from figures order by id`,
  `select id, to_number(to_char(b, 'S9,999,999,999,999,999,999'), 'S9,999,999,999,999,999,999') from figures order by id`,
]

/** Refused when the value is met. */
export const NUMBERS_FAILED: readonly string[] = [
  `select to_char(f, '99.9') from (values ('NaN'::float8)) t(f)`,
  `select to_char(f, '99.9') from (values ('infinity'::float8)) t(f)`,
  `select to_char(f, '99999999.99999999') from (values (12345678.5::float8)) t(f)`,
  `select to_number(x, '99.9') from (values ('12.34')) t(x)`,
  `select to_number(x, '99.9') from (values ('$12')) t(x)`,
  `select to_number(x, '9,999') from (values ('12,34')) t(x)`,
]
