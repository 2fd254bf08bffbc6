import { expect, describe as suite, test } from 'vitest'
import type { PlanNode } from '#plan'
import { outputIds } from '../subplans.ts'
import { call, col, join, scan } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { reorderJoins } from './reorder-joins.ts'

const a = scan('pg', 'a', ['a1'])
const b = scan('my', 'b', ['b1', 'b2'])
const c = scan('pg', 'c', ['c1'])
const eq = (x: string, y: string) => call('eq', col(x), col(y))

test('tables of one connection are joined first where a key links them', () => {
  const plan = join('inner', join('inner', a, b, eq('a1', 'b1')), c, eq('a1', 'c1'))
  const reordered = reorderJoins.apply(plan) ?? plan
  expect(describe(reordered)).toBe(
    'project[a1, b1, b2, c1](inner[eq(a1, b1)](inner[eq(a1, c1)](a{a1}, c{c1}), b{b1,b2}))',
  )
  expect(outputIds(reordered)).toEqual(outputIds(plan))
})

test('without such a key they stay apart, and cross products come last', () => {
  const plan = join('inner', join('cross', a, c), b, call('and', eq('a1', 'b1'), eq('c1', 'b2')))
  expect(describe(reorderJoins.apply(plan) ?? plan)).toBe(
    'project[a1, c1, b1, b2](inner[eq(c1, b2)](inner[eq(a1, b1)](a{a1}, b{b1,b2}), c{c1}))',
  )
})

suite('with primary keys', () => {
  const customers = { ...scan('pg', 'customers', ['c.id', 'c.nation']), primaryKey: ['id'] }
  const suppliers = { ...scan('pg', 'suppliers', ['s.id', 's.nation']), primaryKey: ['id'] }
  const nations = { ...scan('pg', 'nations', ['n.id']), primaryKey: ['id'] }
  const orders = { ...scan('my', 'orders', ['o.customer', 'o.supplier']), primaryKey: ['customer', 'supplier'] }
  const neighbours = eq('c.nation', 's.nation')

  test('a join of many rows with many waits for one that does not multiply them', () => {
    const placed = call('and', eq('c.id', 'o.customer'), eq('s.id', 'o.supplier'))
    const plan = join('inner', join('inner', customers, suppliers, neighbours), orders, placed)
    expect(described(plan)).toContain('inner[eq(c.id, o.customer)](customers{c.id,c.nation}, orders{')
  })

  test('also when it would come about over a third table', () => {
    const links = call('and', eq('c.nation', 'n.id'), eq('s.nation', 'n.id'))
    const plan = join(
      'inner',
      join('inner', join('cross', customers, suppliers), nations, links),
      orders,
      eq('c.id', 'o.customer'),
    )
    expect(described(plan)).toContain('inner[eq(c.nation, n.id)](customers{c.id,c.nation}, nations{n.id})')
    expect(described(plan)).toMatch(/suppliers\{s.id,s.nation\}\)\)?$/)
  })

  test('a key of two columns needs both', () => {
    const one = join(
      'inner',
      join(
        'inner',
        orders,
        { ...orders, columns: scan('my', 'x', ['p.customer', 'p.supplier']).columns },
        eq('o.customer', 'p.customer'),
      ),
      customers,
      eq('o.customer', 'c.id'),
    )
    expect(described(one)).toMatch(/^project\[.*inner\[eq\(o.customer, p.customer\)\]\(inner\[eq\(o.customer, c.id\)\]/)
  })
})

function described(plan: PlanNode): string {
  return describe(reorderJoins.apply(plan) ?? plan)
}

test('outer joins keep their place', () => {
  const plan = join('left', join('left', a, b, eq('a1', 'b1')), c, eq('a1', 'c1'))
  expect(reorderJoins.apply(plan)).toEqual(plan)
})
