import { expect, test } from 'vitest'
import { joinedRange, normalizedKeys } from './key-values.ts'

test('numbers become those that an integer column can hold; the others are equal to none of its values', () => {
  expect(normalizedKeys(['1', '2.00', '2.50', '-0', '32768', '-32768'], 'int16')).toEqual(['1', '2', '0', '-32768'])
  expect(normalizedKeys(['9223372036854775807', '9223372036854775808'], 'int64')).toEqual(['9223372036854775807'])
  expect(normalizedKeys(['-1', '18446744073709551615', '18446744073709551616'], 'uint64')).toEqual([
    '18446744073709551615',
  ])
})

test('numbers are equal to decimals whatever places they have', () => {
  expect(normalizedKeys(['1', '2.00', '-0.5'], 'decimal')).toEqual(['1', '2.00', '-0.5'])
})

test.each([
  ['string', 'a\0b'],
  ['date', '0044-03-15 BC'],
  ['date', '12024-01-01'],
  ['date', 'infinity'],
  ['timestamp', '-infinity'],
  ['decimal', 'NaN'],
  ['int32', '1 OR 1=1'],
  ['uuid', "'"],
] as const)('a %s such as %o is not known to be equal at the source', (kind, key) => {
  expect(normalizedKeys(['1', key], kind)).toBeUndefined()
})

test.each([
  ['string', "it's \\ \u{1f600}"],
  ['date', '2024-02-29'],
  ['timestamp', '2024-02-29 10:00:00'],
  ['timestamp', '2024-02-29 10:00:00.000001'],
  ['uuid', '0c4f3a52-9c3b-4a39-9d8e-000000000000'],
] as const)('a %s such as %s stays as it is', (kind, key) => {
  expect(normalizedKeys([key], kind)).toEqual([key])
})

test('the range of all numbers, by their values', () => {
  expect(joinedRange([])).toBeUndefined()
  expect(joinedRange([['3', '10']])).toEqual(['3', '10'])
  expect(
    joinedRange([
      ['9', '10'],
      ['-20', '9.75'],
      ['-3', '10.5'],
    ]),
  ).toEqual(['-20', '10.5'])
  expect(
    joinedRange([
      ['-9223372036854775808', '9223372036854775806'],
      ['-9223372036854775807', '9223372036854775807'],
    ]),
  ).toEqual(['-9223372036854775808', '9223372036854775807'])
  expect(
    joinedRange([
      ['-0.5', '0.10'],
      ['-0.25', '0.2'],
    ]),
  ).toEqual(['-0.5', '0.2'])
})

test('the range of all dates and timestamps; of none with an end that is unusual', () => {
  expect(
    joinedRange([
      ['2024-02-01', '2024-03-01'],
      ['1999-12-31', '2024-02-29'],
    ]),
  ).toEqual(['1999-12-31', '2024-03-01'])
  expect(
    joinedRange([
      ['2024-02-01 00:00:00', '2024-02-01 00:00:00.5'],
      ['2024-02-01 00:00:00.25', '2024-02-01 00:00:00.49'],
    ]),
  ).toEqual(['2024-02-01 00:00:00', '2024-02-01 00:00:00.5'])
  const range = joinedRange([
    ['2024-02-01', '2024-03-01'],
    ['2024-01-01', 'infinity'],
  ])
  expect(normalizedKeys(range ?? [], 'date')).toBeUndefined()
})
