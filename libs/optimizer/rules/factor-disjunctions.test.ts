import { expect, test } from 'vitest'
import { TRUE } from '../expressions.ts'
import { call, cast, col, filter, join, lit, scan } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { factorDisjunctions } from './factor-disjunctions.ts'

const table = scan('pg', 't', ['a', 'b', 'c', 'd_t'])
const a = call('eq', col('a'), lit(1))
const b = call('eq', col('b'), lit(2))
const c = call('eq', col('c'), lit(3))
const raising = call('eq', cast(col('d_t')), lit(4))

test.each([
  [
    'a common factor leaves the OR',
    call('or', call('and', a, b), call('and', a, c)),
    'and(eq(a, 1), or(eq(b, 2), eq(c, 3)))',
  ],
  [
    'at any place of its branch',
    call('or', call('and', b, a), call('and', a, c)),
    'and(eq(a, 1), or(eq(b, 2), eq(c, 3)))',
  ],
  ['from three branches', call('or', call('or', call('and', a, b), call('and', a, c)), a), 'eq(a, 1)'],
  ['a branch of nothing else is the factor', call('or', a, call('and', a, b)), 'eq(a, 1)'],
  [
    'below NOT too',
    call('not', call('or', call('and', a, b), call('and', a, c))),
    'not(and(eq(a, 1), or(eq(b, 2), eq(c, 3))))',
  ],
  ['nothing in common, nothing changed', call('or', a, b), 'or(eq(a, 1), eq(b, 2))'],
  [
    'what can raise stays where it was guarded',
    call('or', call('and', a, raising), call('and', b, raising)),
    'or(and(eq(a, 1), eq(cast(d_t), 4)), and(eq(b, 2), eq(cast(d_t), 4)))',
  ],
])('%s', (_name, predicate, expected) => {
  expect(describe(factorDisjunctions.apply(filter(table, predicate)) ?? table)).toBe(
    `filter[${expected}](t{a,b,c,d_t})`,
  )
})

test('in the condition of a join', () => {
  const node = join('left', table, scan('pg', 'u', ['x']), call('or', a, call('and', a, TRUE)))
  expect(describe(factorDisjunctions.apply(node) ?? node)).toBe('left[eq(a, 1)](t{a,b,c,d_t}, u{x})')
})
