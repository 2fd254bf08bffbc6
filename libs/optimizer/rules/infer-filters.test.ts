import { expect, test } from 'vitest'
import { FLOAT64 } from '#arrow'
import type { Expression, PlanNode } from '#plan'
import { call, col, filter, join, lit, scan } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { inferFilters } from './infer-filters.ts'

const left = scan('pg', 'l', ['l1', 'l2'])
const right = scan('my', 'r', ['r1', 'r2'])
const key = call('eq', col('l1'), col('r1'))
const onLeft = filter(left, call('eq', col('l1'), lit(5)))
const onRight = filter(right, call('eq', col('r1'), lit(5)))

function inferred(plan: PlanNode): string {
  return describe(inferFilters.apply(plan) ?? plan)
}

test.each(['inner', 'left', 'semi', 'anti'] as const)('a fact of the left key filters the right side of %s', (type) => {
  expect(inferred(join(type, onLeft, right, key))).toBe(
    `${type}[eq(l1, r1)](filter[eq(l1, 5)](l{l1,l2}), filter[eq(r1, 5)](r{r1,r2}))`,
  )
})

test.each(['left', 'anti', 'full'] as const)('a fact of the right key says nothing of the left rows of %s', (type) => {
  expect(inferred(join(type, left, onRight, key))).toBe(`${type}[eq(l1, r1)](l{l1,l2}, filter[eq(r1, 5)](r{r1,r2}))`)
})

test('a fact of a side below counts only where every row above has it', () => {
  const third = scan('pg', 't', ['t1'])
  const ofLeft = call('eq', col('l1'), col('t1'))
  expect(inferred(join('inner', join('right', onLeft, right, key), third, ofLeft))).toContain(', t{t1})')
  expect(inferred(join('inner', join('left', onLeft, right, key), third, ofLeft))).toContain('filter[eq(t1, 5)](t{t1})')
})

test('what is known already is not said twice', () => {
  expect(inferred(join('inner', onLeft, onRight, key))).toBe(
    'inner[eq(l1, r1)](filter[eq(l1, 5)](l{l1,l2}), filter[eq(r1, 5)](r{r1,r2}))',
  )
})

test('equal floats need not be identical, so nothing follows from them', () => {
  const float = (id: string): Expression => ({ kind: 'column', id, type: FLOAT64, nullable: true })
  const fact = filter(left, call('eq', float('l1'), float('l1')))
  expect(inferred(join('inner', fact, right, call('eq', float('l1'), float('r1'))))).toContain(', r{r1,r2})')
})
