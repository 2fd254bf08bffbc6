import { expect, describe as suite, test } from 'vitest'
import type { PlanNode } from '#plan'
import { optimize } from './optimize.ts'
import type { PushdownMode } from './optimized-plan.ts'
import {
  agg,
  aggregate,
  call,
  col,
  filter,
  join,
  limit,
  lit,
  project,
  reference,
  scan,
  setOperation,
  sort,
  subquery,
  withQuery,
} from './testing/plans.ts'
import { type Abilities, describe, testPushdown } from './testing/test-pushdown.ts'

const users = scan('pg', 'users', ['u1', 'u2'])
const regions = scan('pg', 'regions', ['g1', 'g2'])
const orders = scan('my', 'orders', ['o1', 'o2'])

function optimized(plan: PlanNode, abilities: Readonly<Record<string, Abilities>> = {}, mode: PushdownMode = 'auto') {
  return optimize(plan, { pushdown: testPushdown(abilities), mode, enabled: true })
}

function text(
  plan: PlanNode,
  abilities: Readonly<Record<string, Abilities>> = {},
  mode: PushdownMode = 'auto',
): string {
  return describe(optimized(plan, abilities, mode).plan)
}

suite('work goes into a connection', () => {
  const topSpenders = limit(
    sort(
      aggregate(
        filter(join('inner', users, regions, call('eq', col('u2'), col('g1'))), call('eq', col('g2'), lit(7))),
        [['g', col('u1')]],
        [['n', agg('count')]],
      ),
      col('n'),
    ),
    10,
  )

  test('a query over one connection becomes one RemoteQuery', () => {
    const { plan, refusals } = optimized(topSpenders)
    expect(plan.kind).toBe('remote_query')
    expect(refusals).toEqual([])
    expect(describe(plan)).toBe(
      '@pg(limit[10](sort[n](aggregate[g=u1; n=count()](inner[eq(u2, g1)](users{u1,u2}, filter[eq(g2, 7)](regions{g1,g2}))))))',
    )
  })

  test('two connections: each reads what the join needs, filters where they belong', () => {
    const plan = aggregate(
      filter(
        join('inner', users, orders, call('eq', col('u1'), col('o1'))),
        call('and', call('eq', col('u1'), lit(3)), call('gt', col('o2'), lit(100))),
      ),
      [['g', col('u1')]],
      [['n', agg('sum', col('o2'))]],
    )
    const { plan: result, refusals } = optimized(plan)
    expect(describe(result)).toBe(
      'aggregate[g=u1; n=sum(o2)](inner[eq(u1, o1)](' +
        '@pg(filter[eq(u1, 3)](users{u1})), @my(filter[and(gt(o2, 100), eq(o1, 3))](orders{o1,o2}))))',
    )
    expect(refusals.map(({ connection, reason }) => [connection, reason])).toEqual([
      ['pg', 'CROSS_CONNECTION'],
      ['my', 'CROSS_CONNECTION'],
    ])
  })

  test('columns that only the pushed filter needs are not fetched', () => {
    const plan = join(
      'inner',
      project(filter(users, call('eq', col('u2'), lit(1))), [['p', col('u1')]]),
      orders,
      call('eq', col('p'), col('o1')),
    )
    expect(text(project(plan, [['x', col('p')]]))).toBe(
      'project[x=p](inner[eq(p, o1)](@pg(project[p=u1](filter[eq(u2, 1)](users{u1,u2}))), @my(orders{o1})))',
    )
    const bare = join('semi', filter(users, call('eq', col('u2'), lit(1))), orders, call('eq', col('u1'), col('o1')))
    expect(text(project(bare, [['x', col('u1')]]))).toContain('@pg(project[u1](filter[eq(u2, 1)](users{u1,u2})))')
  })

  test('a cross product is made here, unless the connection reduces it again', () => {
    const product = join('cross', users, regions)
    expect(text(join('left', product, orders, call('eq', col('u1'), col('o1'))))).toContain(
      'cross(@pg(users{u1,u2}), @pg(regions{g1,g2}))',
    )
    const counted = aggregate(product, [], [['n', agg('count')]])
    expect(text(join('left', counted, orders, call('eq', col('n'), col('o1'))))).toContain(
      '@pg(aggregate[; n=count()](cross(',
    )
  })

  test('a cross product stays where subqueries are computed over it', () => {
    const least = subquery('scalar', aggregate(scan('pg', 'prices', ['p1']), [], [['m', agg('min', col('p1'))]]))
    const pairs = project(join('cross', users, regions), [['v', least]])
    expect(text(join('left', pairs, orders, call('eq', col('v'), col('o1'))))).toContain(
      'left[eq(v, o1)](@pg(project[v=scalar(',
    )
  })

  test('a WITH used twice goes whole or not at all', () => {
    const twice = (body: PlanNode) => withQuery('w', users, body)
    const refs = join('inner', reference('w', ['a', 'b']), reference('w', ['c', 'd']), call('eq', col('a'), col('d')))
    expect(text(twice(refs))).toMatch(/^@pg\(with w=/)
    expect(text(twice(refs), { pg: { refusedNodes: ['with'] } })).toBe(
      'with w=(@pg(users{u1,u2})) inner[eq(a, d)](w, w)',
    )
  })

  test('a subquery goes with its filter when all of it is there, else its tables are read by themselves', () => {
    const exists = (table: PlanNode, column: string) =>
      filter(users, subquery('exists', filter(table, call('eq', col(column), col('u1')))))
    expect(text(exists(regions, 'g1'))).toBe('@pg(semi[eq(g1, u1)](users{u1,u2}, regions{g1}))')
    expect(text(exists(orders, 'o1'))).toBe('semi[eq(o1, u1)](@pg(users{u1,u2}), @my(aggregate[o1=o1; ](orders{o1})))')
    const value = (table: PlanNode, column: string) =>
      filter(users, call('eq', col('u1'), subquery('scalar', project(limit(table, 1), [['v', col(column)]]))))
    expect(text(value(regions, 'g1'))).toMatch(/^@pg\(filter\[eq\(u1, scalar\(/)
    expect(text(value(orders, 'o1'))).toMatch(/^filter\[eq\(u1, scalar\(.*@my\(.*\]\(@pg\(users/)
  })
})

suite('what a source refuses stays here', () => {
  const lower = call('eq', call('lower', col('u2_t')), lit('x'))
  const named = scan('pg', 'users', ['u1', 'u2_t'])

  test('one conjunct of several, and what stands above it', () => {
    const plan = aggregate(filter(named, call('and', lower, call('eq', col('u1'), lit(1)))), [], [['n', agg('count')]])
    const { plan: result, refusals } = optimized(plan, { pg: { refused: ['lower'] } })
    expect(describe(result)).toBe(
      'aggregate[; n=count()](filter[eq(lower(u2_t), x)](@pg(project[u2_t](filter[eq(u1, 1)](users{u1,u2_t})))))',
    )
    expect(refusals).toEqual([
      {
        connection: 'pg',
        work: 'filter',
        what: 'eq(lower(u2_t), x)',
        reason: 'FUNCTION_NOT_EXACT',
        columns: ['u1', 'u2_t'],
      },
    ])
  })

  test('a looser filter is applied there and checked here, and nothing is pushed over it', () => {
    const found = filter(named, call('eq', col('u2_t'), lit('x')))
    const { plan, refusals } = optimized(limit(sort(found, col('u1')), 5), { pg: { loose: ['eq'] } })
    expect(describe(plan)).toBe('limit[5](sort[u1](filter[eq(u2_t, x)](@pg(users{u1,u2_t} ~eq(u2_t, x)))))')
    expect(refusals.map(({ work, reason }) => [work, reason])).toEqual([['sort', 'ABOVE_PREFILTER']])
    const joined = optimized(join('inner', found, regions, call('is_null', call('add', col('u1'), col('g1')))), {
      pg: { loose: ['eq'] },
    })
    expect(joined.refusals.map(({ work, reason }) => [work, reason])).toEqual([['join', 'ABOVE_PREFILTER']])
  })

  test('a negated looser filter is refused', () => {
    const { plan } = optimized(filter(named, call('not', call('eq', col('u2_t'), lit('x')))), { pg: { loose: ['eq'] } })
    expect(describe(plan)).toBe('filter[not(eq(u2_t, x))](@pg(users{u1,u2_t}))')
  })

  test('a join takes the conjuncts it can, the others are checked above it', () => {
    const on = call('and', call('eq', col('u1'), col('g1')), call('ge', col('u2'), col('g2')))
    expect(text(join('inner', users, regions, on), { pg: { refused: ['ge'] } })).toBe(
      'filter[ge(u2, g2)](@pg(inner[eq(u1, g1)](users{u1,u2}, regions{g1,g2})))',
    )
    expect(text(join('left', users, regions, on), { pg: { refused: ['ge'] } })).toBe(
      'left[and(eq(u1, g1), ge(u2, g2))](@pg(users{u1,u2}), @pg(regions{g1,g2}))',
    )
  })

  test('what can fail is not pushed past a condition that stays', () => {
    const quotient = call('gt', call('divide', lit(1), col('u1')), lit(1))
    const guarded = filter(users, call('and', call('ne', col('u1'), lit(0)), quotient))
    const { plan, refusals } = optimized(guarded, { pg: { refused: ['ne'] } })
    expect(describe(plan)).toBe('filter[and(ne(u1, 0), gt(divide(1, u1), 1))](@pg(users{u1,u2}))')
    expect(refusals.map(({ reason }) => reason)).toEqual(['FUNCTION_NOT_EXACT', 'MAY_RAISE'])
  })

  test('the order of a pushed top-N is made again where more is done here', () => {
    const top = limit(sort(users, col('u2')), 3)
    expect(text(project(top, [['p', call('negate', col('u1'))]]), { pg: { refused: ['negate'] } })).toBe(
      'project[p=negate(u1)](sort[u2](@pg(limit[3](sort[u2](users{u1,u2})))))',
    )
    expect(text(join('inner', top, orders, call('eq', col('u1'), col('o1'))))).toContain(
      'inner[eq(u1, o1)](@pg(limit[3]',
    )
  })

  test('LIMIT goes below a UNION ALL that stays here, and not below one that drops repetitions', () => {
    const both = (all: boolean) => limit(setOperation('union', all, users, orders, ['s1', 's2']), 3)
    expect(text(both(true))).toBe('limit[3](union all(@pg(limit[3](users{u1,u2})), @my(limit[3](orders{o1,o2}))))')
    expect(text(both(false))).toBe('limit[3](union(@pg(users{u1,u2}), @my(orders{o1,o2})))')
  })

  test('of the right side of a semi join made here only the keys are fetched, each once where the source can', () => {
    const semi = (right: PlanNode) => join('semi', users, right, call('eq', col('u1'), col('o1')))
    expect(text(semi(orders))).toBe('semi[eq(u1, o1)](@pg(users{u1,u2}), @my(aggregate[o1=o1; ](orders{o1})))')
    expect(text(semi(orders), { my: { refusedNodes: ['aggregate'] } })).toBe(
      'semi[eq(u1, o1)](@pg(users{u1,u2}), @my(orders{o1}))',
    )
    const grouped = filter(aggregate(orders, [['g', col('o1')]], [['n', agg('count')]]), call('gt', col('n'), lit(1)))
    const renamed = project(grouped, [['o1', col('g')]])
    expect(text(semi(renamed))).toBe(
      'semi[eq(u1, o1)](@pg(users{u1,u2}), @my(project[o1=g](filter[gt(n, 1)](aggregate[g=o1; n=count()](orders{o1})))))',
    )
  })
})

suite('modes', () => {
  const plan = filter(users, call('eq', col('u2'), lit(1)))

  test('off: sources only read tables, without columns nobody asked for', () => {
    const { plan: result, refusals } = optimized(project(plan, [['p', col('u2')]]), {}, 'off')
    expect(describe(result)).toBe('project[p=u2](filter[eq(u2, 1)](@pg(users{u2})))')
    expect(refusals).toMatchObject([{ connection: 'pg', reason: 'DISABLED' }])
  })

  test('require: a query that would fetch what a source refused fails, naming it', () => {
    const refusing = { pg: { refused: ['eq'] as const } }
    expect(() => optimized(plan, refusing, 'require')).toThrow(
      expect.objectContaining({
        code: 'PUSHDOWN_REQUIRED',
        message: expect.stringContaining('eq(u2, 1) on pg (FUNCTION_NOT_EXACT)'),
      }),
    )
    expect(optimized(join('inner', users, orders, call('eq', col('u1'), col('o1'))), {}, 'require').plan.kind).toBe(
      'join',
    )
  })

  test('without optimisation the plan keeps its shape', () => {
    const written = filter(join('cross', users, regions), call('eq', col('u1'), col('g1')))
    const { plan: result } = optimize(written, { pushdown: testPushdown(), mode: 'auto', enabled: false })
    expect(describe(result)).toBe('@pg(filter[eq(u1, g1)](cross(users{u1,u2}, regions{g1,g2})))')
  })
})
