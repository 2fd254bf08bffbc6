import { expect, test } from 'vitest'
import { type EngineType, FLOAT64, INT64, STRING } from '#arrow'
import type { ResultOrder } from '#plan'
import type { EngineValue } from '#results'
import { firstDifference } from './same-rows.ts'

type Rows = readonly (readonly EngineValue[])[]

const ANY: ResultOrder = { keys: [], complete: true, limit: null, offset: 0 }

function difference(types: readonly EngineType[], first: Rows, second: Rows, order: Partial<ResultOrder> = {}) {
  const fields = types.map((type, index) => ({ name: `c${index}`, type, nullable: true }))
  return firstDifference({ fields, first, second, order: { ...ANY, ...order } })
}

const PAIRS = [INT64, STRING]
const one = [1n, 'a']
const two = [2n, 'b']
const three = [3n, 'c']

test('rows are a multiset', () => {
  expect(difference(PAIRS, [one, two, one], [one, one, two])).toBeUndefined()
  expect(difference(PAIRS, [one, two, one], [one, two, two])).toBe('(1, "a") is there more often the first way')
  expect(difference(PAIRS, [one], [one, two])).toBe('it has 1 rows one way and 2 the other')
  expect(difference(PAIRS, [one, two], [one, three])).toBe('(2, "b") is there more often the first way')
})

test('NULL is not its text, and a number not a text', () => {
  expect(difference([STRING], [[null]], [['null']])).toBe('(NULL) is there more often the first way')
  expect(difference([INT64], [[0n]], [[null]])).toContain('(0)')
})

test('ORDER BY decides the order of its columns, and of no others', () => {
  expect(difference(PAIRS, [one, two], [two, one], { keys: [0] })).toBe(
    'row 1 is (1, "a") one way and (2, "b") the other',
  )
  const ties: Rows = [
    [1n, 'x'],
    [1n, 'y'],
  ]
  expect(difference(PAIRS, ties, ties.toReversed(), { keys: [0] })).toBeUndefined()
})

test('floats agree to a relative 1e-12, whatever the order of their rows', () => {
  const sums = [0.1 + 0.2, 1e300, Number.NaN, null]
  const rows = sums.map((sum) => ['a', sum] as const)
  const others = [0.3, 1e300 * (1 + 1e-14), Number.NaN, null].map((sum) => ['a', sum] as const)
  expect(difference([STRING, FLOAT64], rows, others.toReversed())).toBeUndefined()
  expect(difference([STRING, FLOAT64], [['a', 1]], [['a', 1.000001]])).toBe(
    'no row the other way is like ("a", 1) of the first, the nearest is ("a", 1.000001)',
  )
})

test('which of the tied rows a LIMIT takes is open; what comes before them is not', () => {
  const order = { keys: [0], limit: 3 }
  const answer = (last: string, second = 'b'): Rows => [
    [1n, 'a'],
    [2n, second],
    [3n, last],
  ]
  expect(difference(PAIRS, answer('c'), answer('d'), order)).toBeUndefined()
  expect(difference(PAIRS, answer('c'), answer('c', 'z'), order)).toContain('(2, "b")')
  expect(difference(PAIRS, answer('c'), answer('d'), { ...order, limit: 4 })).toContain('(3, "c")')
  expect(difference(PAIRS, [one], [two], { limit: 1 })).toBeUndefined()
  expect(difference(PAIRS, answer('c'), answer('d'), { ...order, limit: null, offset: 1 })).toContain('(3, "c")')
})
