import { expect, test } from 'vitest'
import { retryDelay } from './retry-delay.ts'

test('the wait doubles with each failure up to ten seconds', () => {
  const longest = [1, 2, 3, 6, 7, 50].map((failures) => retryDelay(failures, () => 1))
  expect(longest).toEqual([200, 400, 800, 6_400, 10_000, 10_000])
})

test('chance takes away at most half of the wait', () => {
  expect(retryDelay(3, () => 0)).toBe(400)
  expect(retryDelay(3, () => 0.5)).toBe(600)
})
