import { expect, describe as suite, test } from 'vitest'
import type { PlanNode } from '#plan'
import {
  agg,
  aggregate,
  call,
  cast,
  col,
  filter,
  join,
  limit,
  lit,
  project,
  scan,
  setOperation,
  sort,
  window,
} from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { pushFilters } from './push-filters.ts'

const left = scan('pg', 'l', ['l1', 'l2'])
const right = scan('my', 'r', ['r1', 'r2'])
const key = call('eq', col('l1'), col('r1'))

function pushed(plan: PlanNode): string {
  return describe(pushFilters.apply(plan) ?? plan)
}

suite('through joins', () => {
  const ofLeft = call('gt', col('l2'), lit(1))
  const ofRight = call('is_null', col('r2'))

  test.each([
    ['inner', 'inner[eq(l1, r1)](filter[gt(l2, 1)](l{l1,l2}), filter[is_null(r2)](r{r1,r2}))'],
    ['left', 'filter[is_null(r2)](left[eq(l1, r1)](filter[gt(l2, 1)](l{l1,l2}), r{r1,r2}))'],
    // gt(l2, 1) is never true of a padded row, so FULL is LEFT and RIGHT is INNER.
    ['right', 'inner[eq(l1, r1)](filter[gt(l2, 1)](l{l1,l2}), filter[is_null(r2)](r{r1,r2}))'],
    ['full', 'filter[is_null(r2)](left[eq(l1, r1)](filter[gt(l2, 1)](l{l1,l2}), r{r1,r2}))'],
  ] as const)('WHERE above a %s join', (type, expected) => {
    expect(pushed(filter(join(type, left, right, key), call('and', ofLeft, ofRight)))).toBe(expected)
  })

  test.each([
    ['inner', 'inner[eq(l1, r1)](filter[gt(l2, 1)](l{l1,l2}), filter[is_null(r2)](r{r1,r2}))'],
    ['semi', 'semi[eq(l1, r1)](filter[gt(l2, 1)](l{l1,l2}), filter[is_null(r2)](r{r1,r2}))'],
    ['left', 'left[and(eq(l1, r1), gt(l2, 1))](l{l1,l2}, filter[is_null(r2)](r{r1,r2}))'],
    ['anti', 'anti[and(eq(l1, r1), gt(l2, 1))](l{l1,l2}, filter[is_null(r2)](r{r1,r2}))'],
    ['right', 'right[and(eq(l1, r1), is_null(r2))](filter[gt(l2, 1)](l{l1,l2}), r{r1,r2})'],
    ['full', 'full[and(and(eq(l1, r1), gt(l2, 1)), is_null(r2))](l{l1,l2}, r{r1,r2})'],
  ] as const)('ON of a %s join', (type, expected) => {
    expect(pushed(join(type, left, right, call('and', call('and', key, ofLeft), ofRight)))).toBe(expected)
  })

  test('an equality over a cross join makes it an inner join', () => {
    expect(pushed(filter(join('cross', left, right), key))).toBe('inner[eq(l1, r1)](l{l1,l2}, r{r1,r2})')
  })

  test('a padded side may pass a filter by OR, NOT TRUE or COALESCE: the join stays an outer join', () => {
    const keepsPadding = [
      call('or', call('eq', col('r2'), lit(1)), call('eq', col('l2'), lit(1))),
      call('is_not_true', call('eq', col('r2'), lit(1))),
      call('eq', call('coalesce', col('r2'), lit(1)), lit(1)),
      call('is_not_distinct_from', col('r2'), col('l2')),
    ]
    for (const predicate of keepsPadding) {
      const plan = pushed(filter(join('left', left, right, key), predicate))
      expect(plan).toMatch(/^filter\[.*\]\(left\[eq\(l1, r1\)\]\(l\{l1,l2\}, r\{r1,r2\}\)\)$/)
    }
  })

  test('what can fail stays above the join that may keep rows away from it', () => {
    const quotient = call('gt', call('divide', col('l1'), col('l2')), lit(1))
    const plan = filter(join('inner', left, right, key), call('and', call('ne', col('l2'), lit(0)), quotient))
    expect(pushed(plan)).toBe('filter[gt(divide(l1, l2), 1)](inner[eq(l1, r1)](filter[ne(l2, 0)](l{l1,l2}), r{r1,r2}))')
    const converted = call('eq', cast(col('l1_t')), lit(1))
    const texts = scan('pg', 'l', ['l1', 'l1_t'])
    expect(pushed(filter(join('cross', texts, right), converted))).toBe(
      'filter[eq(cast(l1_t), 1)](cross(l{l1,l1_t}, r{r1,r2}))',
    )
  })

  test('LIKE with a constant pattern and division by a constant cannot fail', () => {
    const plan = filter(join('cross', left, right), call('gt', call('divide', col('l1'), lit(2)), lit(1)))
    expect(pushed(plan)).toBe('cross(filter[gt(divide(l1, 2), 1)](l{l1,l2}), r{r1,r2})')
    const zero = filter(join('cross', left, right), call('gt', call('divide', col('l1'), lit(0)), lit(1)))
    expect(pushed(zero)).toBe('filter[gt(divide(l1, 0), 1)](cross(l{l1,l2}, r{r1,r2}))')
  })
})

suite('through other nodes', () => {
  const ofOne = (id: string) => call('eq', col(id), lit(1))

  test('a Project: the filter is put in terms of its input, unless that can fail', () => {
    const computed = project(left, [
      ['p1', call('add', col('l1'), lit(1))],
      ['p2', call('divide', col('l1'), col('l2'))],
    ])
    expect(pushed(filter(computed, call('and', ofOne('p1'), ofOne('p2'))))).toBe(
      'filter[eq(p2, 1)](project[p1=add(l1, 1), p2=divide(l1, l2)](filter[eq(add(l1, 1), 1)](l{l1,l2})))',
    )
  })

  test('an Aggregate: on group keys only, and never without groups', () => {
    const grouped = aggregate(left, [['g', col('l1')]], [['n', agg('count')]])
    expect(pushed(filter(grouped, call('and', ofOne('g'), ofOne('n'))))).toBe(
      'filter[eq(n, 1)](aggregate[g=l1; n=count()](filter[eq(l1, 1)](l{l1,l2})))',
    )
    const total = aggregate(left, [], [['n', agg('count')]])
    expect(pushed(filter(total, ofConstant()))).toBe('filter[eq(1, 2)](aggregate[; n=count()](l{l1,l2}))')
    expect(pushed(filter({ ...grouped, groupingSets: [[0], []] }, ofOne('g')))).toContain('filter[eq(g, 1)](aggregate')
  })

  test('a Window: on keys that every call is partitioned by', () => {
    const ranked = window(left, [['w', [col('l1')]]])
    expect(pushed(filter(ranked, call('and', ofOne('l1'), ofOne('l2'))))).toBe(
      'filter[eq(l2, 1)](window[row_number(l1)](filter[eq(l1, 1)](l{l1,l2})))',
    )
    const twice = window(left, [
      ['w', [col('l1')]],
      ['x', [col('l2')]],
    ])
    expect(pushed(filter(twice, ofOne('l1')))).toMatch(/^filter\[eq\(l1, 1\)\]\(window/)
  })

  test('a Sort, but never a Limit', () => {
    expect(pushed(filter(sort(left, col('l1')), ofOne('l2')))).toBe('sort[l1](filter[eq(l2, 1)](l{l1,l2}))')
    expect(pushed(filter(limit(left, 5), ofOne('l2')))).toBe('filter[eq(l2, 1)](limit[5](l{l1,l2}))')
  })

  test('a set operation: both sides, by position', () => {
    const both = setOperation('except', false, left, right, ['s1', 's2'])
    expect(pushed(filter(both, ofOne('s2')))).toBe('except(filter[eq(l2, 1)](l{l1,l2}), filter[eq(r2, 1)](r{r1,r2}))')
  })
})

function ofConstant() {
  return call('eq', lit(1), lit(2))
}
