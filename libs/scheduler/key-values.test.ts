import { expect, test } from 'vitest'
import { normalizedKeys } from './key-values.ts'

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
