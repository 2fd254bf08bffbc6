import { expect, test } from 'vitest'
import { outputColumns, type PlanNode } from '#plan'
import { type DistributeContext, distribute } from './distribute.ts'
import { optimize } from './optimize.ts'
import { agg, aggregate, call, col, filter, join, lit, scan, setOperation, subquery } from './testing/plans.ts'
import { type Abilities, describe, testPushdown } from './testing/test-pushdown.ts'

const users = scan('pg', 'users', ['u1', 'u2'])
const orders = scan('my', 'orders', ['o1', 'o2'])

function distributed(
  plan: PlanNode,
  abilities: Readonly<Record<string, Abilities>> = {},
  renderResidual: DistributeContext['renderResidual'] = renderAsText,
) {
  const pushdown = testPushdown(abilities)
  return distribute(optimize(plan, { pushdown, mode: 'auto', enabled: true }), {
    pushdown,
    renderResidual,
    fields: outputColumns(plan).map(({ id, type, nullable }) => ({ name: `user_${id}`, type, nullable })),
    defaultLimit: 100,
    sourceOf: (connection) => ({ source: `${connection}_source`, sourceType: connection }),
    sharesSnapshots: (connection) => connection === 'pg',
  })
}

const renderAsText: DistributeContext['renderResidual'] = (plan, tableOf) => ({
  sql: describe(plan).replaceAll(/@/g, ''),
  parameters: [],
  fields: remotes(plan).map((remote) => ({ name: tableOf(remote), type: { kind: 'int64' }, nullable: false })),
})

function remotes(plan: PlanNode): readonly Extract<PlanNode, { kind: 'remote_query' }>[] {
  if (plan.kind === 'remote_query') return [plan]
  if (plan.kind === 'join' || plan.kind === 'set_operation') return [...remotes(plan.left), ...remotes(plan.right)]
  return 'input' in plan ? remotes(plan.input) : []
}

test('a query at one source is one fragment without residual', () => {
  const plan = distributed(filter(users, call('eq', col('u1'), lit(1))))
  expect(plan).toEqual({
    fragments: [
      {
        fragment_id: 'f0',
        source: 'pg',
        source_type: 'pg',
        connection: 'pg',
        tables: ['pg.users'],
        sql: 'filter[eq(u1, 1)](users{u1,u2})',
        parameters: [],
        fields: expect.any(Array),
        estimated_rows: 100,
        pushed: ['filter'],
        not_pushed: [],
      },
    ],
    snapshots: [],
    residual: null,
    fields: [
      { name: 'user_u1', type: { kind: 'int64' }, nullable: true },
      { name: 'user_u2', type: { kind: 'int64' }, nullable: true },
    ],
    default_limit: 100,
  })
})

test('one fragment per connection, with what was refused at each', () => {
  const refused = filter(join('inner', users, orders, call('eq', col('u1'), col('o1'))), call('is_null', col('o2')))
  const plan = distributed(aggregate(refused, [['g', col('u1')]], [['n', agg('count')]]), {
    my: { refused: ['is_null'] },
  })
  expect(plan.fragments.map(({ fragment_id, connection, pushed }) => [fragment_id, connection, pushed])).toEqual([
    ['f0', 'pg', []],
    ['f1', 'my', []],
  ])
  expect(plan.fragments.map(({ not_pushed }) => not_pushed)).toEqual([
    [{ what: 'INNER JOIN with my.orders', reason: 'CROSS_CONNECTION' }],
    [
      { what: 'is_null(o2)', reason: 'FUNCTION_NOT_EXACT' },
      { what: 'INNER JOIN with pg.users', reason: 'CROSS_CONNECTION' },
    ],
  ])
  expect(plan.residual?.fields.map(({ name }) => name)).toEqual(['f0', 'f1'])
})

test('equal RemoteQueries share a fragment', () => {
  const plan = distributed(setOperation('union', true, users, users, ['s1', 's2']), {
    pg: { refusedNodes: ['set_operation'] },
  })
  expect(plan.fragments).toHaveLength(1)
  expect(plan.residual?.fields.map(({ name }) => name)).toEqual(['f0', 'f0'])
})

test('the tables of a subquery that stays are fetched too', () => {
  const exists = filter(users, subquery('exists', filter(orders, call('eq', col('o1'), col('u1')))))
  expect(distributed(exists).fragments.map(({ connection }) => connection)).toEqual(['pg', 'my'])
})

test('a query without tables has no fragments', () => {
  const plan = distributed({ kind: 'values', columns: [], rows: [[]] })
  expect(plan.fragments).toEqual([])
  expect(plan.residual).not.toBeNull()
})

test('what neither a source nor the kernel can do is unsupported', () => {
  const both = join('inner', users, orders, call('eq', col('u1'), col('o1')))
  expect(() => distributed(both, {}, () => ({ refused: 'FUNCTION_NOT_EXACT', what: 'lower(x)' }))).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining('lower(x)') }),
  )
  expect(() => distributed(users, { pg: { refusedNodes: ['scan'] } })).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining('source "pg"') }),
  )
})

test('statements of a connection share a snapshot where there are several and it can', () => {
  const query = (left: PlanNode, right: PlanNode) =>
    distributed(join('inner', left, right, call('eq', col('u1'), col('v1'))), { pg: { refusedNodes: ['join'] } })
      .snapshots
  const others = scan('pg', 'others', ['v1'])
  expect(query(users, others)).toEqual([
    { snapshot_id: 's0', source: 'pg', connection: 'pg', tables: [users.table, others.table] },
  ])
  expect(query(users, scan('my', 'others', ['v1']))).toEqual([])
})
