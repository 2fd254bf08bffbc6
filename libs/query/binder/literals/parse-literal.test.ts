import { expect, test } from 'vitest'
import {
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  type EngineType,
  FLOAT32,
  FLOAT64,
  INT32,
  INT64,
  INTERVAL,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UUID,
} from '#arrow'
import { parseLiteral } from './parse-literal.ts'
import { isFault } from './parsed.ts'

const NOW = '2024-06-15T12:30:15.250Z'

/** Text, type and the canonical value or SQLSTATE; every row was compared with PostgreSQL. */
const CASES: readonly (readonly [text: string, type: EngineType, expected: string])[] = [
  ['2024-1-5', DATE, '2024-01-05'],
  ['20240105', DATE, '2024-01-05'],
  ['2024-01-01 10:00:00+05', DATE, '2024-01-01'],
  ['2024-02-29', DATE, '2024-02-29'],
  ['2023-02-29', DATE, '22008'],
  ['2024-13-01', DATE, '22008'],
  ['soon', DATE, '22007'],
  ['0001-01-01', DATE, '0001-01-01'],
  ['2024-01-01 24:00:00', TIMESTAMP, '2024-01-02 00:00:00.000000'],
  ['2024-01-01 23:59:60', TIMESTAMP, '2024-01-02 00:00:00.000000'],
  ['2024-12-31 23:59:59.9999999', TIMESTAMP, '2025-01-01 00:00:00.000000'],
  ['2024-01-01 10:11:12.0000005', TIMESTAMP, '2024-01-01 10:11:12.000000'],
  ['1969-12-31 23:59:59.5', TIMESTAMP, '1969-12-31 23:59:59.500000'],
  ['2024-01-01T10:11', TIMESTAMP, '2024-01-01 10:11:00.000000'],
  ['2024-01-01 12:00 am', TIMESTAMP, '2024-01-01 00:00:00.000000'],
  ['2024-01-01 10:11:12+02', TIMESTAMP, '2024-01-01 10:11:12.000000'],
  ['2024-01-01 01:00:00+02', TIMESTAMPTZ, '2023-12-31 23:00:00.000000'],
  ['2024-01-01 10:11:12 -0530', TIMESTAMPTZ, '2024-01-01 15:41:12.000000'],
  ['now', TIMESTAMPTZ, '2024-06-15 12:30:15.250000'],
  ['tomorrow', DATE, '2024-06-16'],
  ['infinity', DATE, 'infinity'],
  ['02/05/2024', DATE, '2024-02-05'],
  ['Feb 5 2024', DATE, '2024-02-05'],
  ['5 February 2024', DATE, '2024-02-05'],
  ['18/1/1999', DATE, '22008'],
  ['J2451187', DATE, '1999-01-08'],
  ['0044-03-15 BC', DATE, '0044-03-15 BC'],
  ['5874897-12-31', DATE, '5874897-12-31'],
  ['4714-11-23 BC', DATE, '22008'],
  ['294276-12-31', TIMESTAMP, '0A000'],
  ['-infinity', TIMESTAMP, '-infinity'],
  ['2024-02-05 10:00 Europe/Rome', TIMESTAMPTZ, '2024-02-05 09:00:00.000000'],
  ['2024-02-05 10:00 europe/rome', TIMESTAMPTZ, '2024-02-05 09:00:00.000000'],
  ['2024-02-05 10:00 EST', TIMESTAMPTZ, '2024-02-05 15:00:00.000000'],
  ['2024-03-31 02:30 Europe/Rome', TIMESTAMPTZ, '2024-03-31 01:30:00.000000'],
  ['2024-10-27 02:30 Europe/Rome', TIMESTAMPTZ, '2024-10-27 01:30:00.000000'],
  ['2011-12-30 12:00 Pacific/Apia', TIMESTAMPTZ, '2011-12-30 22:00:00.000000'],
  ['2024-02-05 10:00 +16', TIMESTAMPTZ, '22009'],
  ['2024-02-05 10:00 Mars/Phobos', TIMESTAMPTZ, '22023'],
  ['10:11:12.5', TIME, '10:11:12.500000'],
  ['25:00', TIME, '22008'],
  ['12 months', INTERVAL, '12 0 0'],
  ['1 year 2 mons 3 days 04:05:06.789', INTERVAL, '14 3 14706789000'],
  ['P1Y2M3DT4H5M6.5S', INTERVAL, '14 3 14706500000'],
  ['1.5 months', INTERVAL, '1 15 0'],
  ['-1.5 months', INTERVAL, '-1 -15 0'],
  ['1 day -2:03', INTERVAL, '0 1 -7380000000'],
  ['1 day 2 hours ago', INTERVAL, '0 -1 -7200000000'],
  ['10', INTERVAL, '0 0 10000000'],
  ['1 fortnight', INTERVAL, '22007'],
  [' 5 ', INT32, '5'],
  ['1.5', INT32, '22P02'],
  ['2147483648', INT32, '22003'],
  ['9223372036854775807', INT64, '9223372036854775807'],
  ['1.005', decimal(10, 2), '1.01'],
  ['-0.005', decimal(10, 2), '-0.01'],
  ['1e3', decimal(10, 2), '1000.00'],
  ['123456789', decimal(10, 2), '22003'],
  ['1e15', FLOAT64, '1e+15'],
  ['0.00001', FLOAT64, '1e-05'],
  ['999999999999999', FLOAT64, '999999999999999'],
  ['1e400', FLOAT64, '22003'],
  ['inf', FLOAT64, 'Infinity'],
  ['0.1', FLOAT32, '0.1'],
  ['16777217', FLOAT32, '1.6777216e+07'],
  ['tru', BOOLEAN, 'true'],
  ['o', BOOLEAN, '22P02'],
  ['{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}', UUID, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ['\\x0aFF', BINARY, '0aff'],
]

test.each(CASES)('%s as %o is %s', (text, type, expected) => {
  const parsed = parseLiteral(text, type, NOW)
  expect(isFault(parsed) ? parsed.sqlState : parsed.value).toBe(expected)
})

test('the last field of an interval type is the unit of a bare number, and cuts what is smaller', () => {
  expect(parseLiteral('90', INTERVAL, NOW, { fields: 'day', precision: null })).toEqual({ value: '0 90 0' })
  expect(parseLiteral('1 day 2 hours', INTERVAL, NOW, { fields: 'day', precision: null })).toEqual({ value: '0 1 0' })
  expect(parseLiteral('1 year 5 months', INTERVAL, NOW, { fields: 'year', precision: null })).toEqual({
    value: '12 0 0',
  })
})
