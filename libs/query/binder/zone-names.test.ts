import { expect, test } from 'vitest'
import { typeName } from '#arrow'
import { ValidationError } from '#core'
import { typeOfValue } from './testing/bound-types.ts'
import { bindSql } from './testing/catalog.ts'

test.each([
  [`date_add(now(), '1 day')`, 'timestamptz'],
  [`date_subtract(ts, iv, 'Europe/Rome')`, 'timestamptz'],
  [`date_add('2024-01-01', '1 day', null)`, 'timestamptz'],
  [`ts at time zone '+02:30'`, 'timestamptz'],
  [`ts at time zone interval '2 hours'`, 'timestamptz'],
  [`make_timestamptz(2024, 1, 1, 0, 0, 0, '+02')`, 'timestamptz'],
  [`make_timestamptz(2024, 1, 1, 0, 0, 0, '-0230')`, 'timestamptz'],
  [`make_timestamptz(2024, 1, 1, 0, 0, 0, '+15:59:59')`, 'timestamptz'],
  [`make_timestamptz(2024, 1, 1, 0, 0, 0, 'Asia/Tokyo')`, 'timestamptz'],
])('%s is %s', async (expression, type) => {
  expect(await typeOfValue(expression)).toBe(type)
})

test('a series of a zone has its moments', async () => {
  const { fields } = await bindSql(
    `select * from generate_series(timestamptz '2024-01-01', '2024-02-01', '1 day', 'Europe/Rome') as g`,
  )
  expect(fields.map(({ type }) => typeName(type))).toEqual(['timestamptz'])
})

test.each([
  [`date_add(now())`, '42883'],
  [`date_add(i4, '1 day')`, '42883'],
  [`date_subtract(now(), 5)`, '42883'],
  [`date_add(now(), '1 day', 'UTC', 'UTC')`, '42883'],
  [`date_add(now(), '1 day', s)`, '0A000'],
  [`ts at time zone 'Mars/Olympus'`, '22023'],
  [`ts at time zone interval '1 month'`, '22023'],
  [`make_timestamptz(2024, 1, 1, 0, 0, 0, '2')`, '22023'],
  [`make_timestamptz(2024, 1, 1, 0, 0, 0, '+16')`, '22023'],
  [`make_timestamptz(2024, 1, 1, 0, 0, 0, '+01:60')`, '22023'],
])('%s is refused', async (expression, sqlState) => {
  const error: unknown = await typeOfValue(expression).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ValidationError)
  expect(error).toMatchObject({ detail: { sqlState } })
})
