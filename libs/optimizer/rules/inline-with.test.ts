import { expect, test } from 'vitest'
import { call, col, filter, join, project, reference, scan, subquery, withQuery } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { inlineWith } from './inline-with.ts'

const table = scan('pg', 't', ['a', 'b'])

function inlined(body: Parameters<typeof withQuery>[2]): string {
  const plan = withQuery('w', table, body)
  return describe(inlineWith.apply(plan) ?? plan)
}

test('a WITH used once is replaced, also deep inside subqueries', () => {
  expect(inlined(reference('w', ['x', 'y']))).toBe('project[x=a, y=b](t{a,b})')
  const nested = subquery('exists', filter(scan('pg', 'u', ['u1']), subquery('exists', reference('w', ['x', 'y']))))
  expect(inlined(filter(scan('pg', 'o', ['o1']), nested))).toBe(
    'filter[exists(filter[exists(project[x=a, y=b](t{a,b}))](u{u1}))](o{o1})',
  )
})

test('one used twice is evaluated once, one not used not at all', () => {
  const twice = join('inner', reference('w', ['x', 'y']), reference('w', ['z', 'v']), call('eq', col('x'), col('z')))
  expect(inlined(twice)).toBe('with w=(t{a,b}) inner[eq(x, z)](w, w)')
  expect(inlined(project(scan('pg', 'o', ['o1']), [['p', col('o1')]]))).toBe('project[p=o1](o{o1})')
})
