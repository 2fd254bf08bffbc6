import { expect, test } from 'vitest'
import { call, cast, col, filter, join, lit, scan } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { inferFromDisjunctions } from './infer-from-disjunctions.ts'

const left = scan('pg', 'l', ['l1', 'l2_t'])
const right = scan('my', 'r', ['r1', 'r2'])
const is = (column: string, value: number) => call('eq', col(column), lit(value))
const either = call('or', call('and', is('l1', 1), is('r1', 2)), call('and', is('l1', 3), is('r1', 4)))
const ofLeft = 'filter[or(eq(l1, 1), eq(l1, 3))](l{l1,l2_t})'
const ofRight = 'filter[or(eq(r1, 2), eq(r1, 4))](r{r1,r2})'
const [plainLeft, plainRight] = ['l{l1,l2_t}', 'r{r1,r2}']
const condition = 'or(and(eq(l1, 1), eq(r1, 2)), and(eq(l1, 3), eq(r1, 4)))'

test.each([
  ['inner', ofLeft, ofRight],
  ['semi', ofLeft, ofRight],
  ['left', plainLeft, ofRight],
  ['anti', plainLeft, ofRight],
  ['right', ofLeft, plainRight],
  ['full', plainLeft, plainRight],
] as const)('the condition of %s filters the sides whose unmatched rows it drops', (type, onLeft, onRight) => {
  const plan = join(type, left, right, either)
  expect(describe(inferFromDisjunctions.apply(plan) ?? plan)).toBe(`${type}[${condition}](${onLeft}, ${onRight})`)
})

test('a filter above a left join says something of its left side only', () => {
  const plan = filter(join('left', left, right, is('r2', 1)), either)
  expect(describe(inferFromDisjunctions.apply(plan) ?? plan)).toBe(
    `filter[${condition}](left[eq(r2, 1)](${ofLeft}, ${plainRight}))`,
  )
})

test('nothing follows when a branch says nothing of the side, or can raise', () => {
  const silent = join('inner', left, right, call('or', call('and', is('l1', 1), is('r1', 2)), is('r1', 4)))
  expect(describe(inferFromDisjunctions.apply(silent) ?? silent)).toContain(
    `(${plainLeft}, filter[or(eq(r1, 2), eq(r1, 4))]`,
  )
  const raising = call(
    'or',
    call('and', call('eq', cast(col('l2_t')), lit(1)), is('r1', 2)),
    call('and', is('l1', 3), is('r1', 4)),
  )
  const plan = join('inner', left, right, raising)
  expect(inferFromDisjunctions.apply(plan)).toEqual(plan)
})
