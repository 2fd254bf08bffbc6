import { describe, expect, test } from 'vitest'
import { outputColumns, type PlanNode, type Pushdown } from '#plan'
import { type DistributeContext, distribute } from './distribute.ts'
import { optimize } from './optimize.ts'
import type { SplitPolicy } from './split-scans.ts'
import { agg, aggregate, call, col, filter, join, lit, scan, setOperation, subquery } from './testing/plans.ts'
import { type Abilities, describe as describePlan, testPushdown } from './testing/test-pushdown.ts'

const users = scan('pg', 'users', ['u1', 'u2'])
const orders = scan('my', 'orders', ['o1', 'o2'])

function distributed(
  plan: PlanNode,
  abilities: Readonly<Record<string, Abilities>> = {},
  renderResidual: DistributeContext['renderResidual'] = renderAsText,
  splits: SplitPolicy = UNSPLIT,
) {
  const pushdown = testPushdown(abilities)
  return distribute(optimize(plan, { pushdown, mode: 'auto', enabled: true }), {
    pushdown,
    renderResidual,
    renderShortResidual: renderResidual,
    fields: outputColumns(plan).map(({ id, type, nullable }) => ({ name: `user_${id}`, type, nullable })),
    defaultLimit: 100,
    sourceOf: (connection) => ({ source: `${connection}_source`, sourceType: connection }),
    sharesSnapshots: (connection) => connection === 'pg',
    splits,
    partitionRows: null,
  })
}

const UNSPLIT: SplitPolicy = {
  minRows: 1,
  maxSplits: () => 1,
  splittingOf: () => undefined,
  readsTogether: () => false,
}

const CONTEXT = {
  fields: [],
  sharesSnapshots: () => false,
  splits: UNSPLIT,
  partitionRows: null,
  defaultLimit: null,
  sourceOf: (connection: string) => ({ source: connection, sourceType: connection }),
}

const renderAsText: DistributeContext['renderResidual'] = (plan, tableOf) => ({
  sql: describePlan(plan).replaceAll(/@/g, ''),
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
        splits: [],
        fields: expect.any(Array),
        estimated_rows: 100,
        estimated_bytes: 100 * (8 + 8),
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

describe('dynamic filters', () => {
  const joined = (users: PlanNode, orders: PlanNode): PlanNode =>
    join('inner', users, orders, call('eq', col('u1'), col('o1')))
  const small = { ...users, estimatedRows: 10, primaryKey: ['u1'] }

  test('each side of an inner join may be filtered by the keys of the other', () => {
    const { fragments } = distributed(joined(small, orders))
    expect(fragments.map(({ dynamic_filters }) => dynamic_filters?.filters.map(({ source }) => source))).toEqual([
      ['f1'],
      ['f0'],
    ])
    expect(fragments[1]?.dynamic_filters?.filters[0]).toMatchObject({
      source_column: 'users.u1',
      target_column: 'orders.o1',
      join: 'inner',
      kind: 'int64',
      max_keys: 1000,
      indexed: false,
      source_rows: 10,
      source_guessed: false,
      source_distinct: 10,
      target_distinct: null,
      target_scanned: 1000,
      source_scanned: 10,
    })
  })

  test('filters whose keys come from few rows come first', () => {
    const items = { ...scan('lite', 'items', ['i1', 'i2']), estimatedRows: 5 }
    const on = call('and', call('eq', col('o2'), col('i1')), call('eq', col('o1'), col('u1')))
    const { fragments } = distributed(join('inner', join('cross', small, items), orders, on))
    const order = fragments.find(({ connection }) => connection === 'my')?.dynamic_filters?.filters
    expect(order?.map(({ source_column }) => source_column)).toEqual(['items.i1', 'users.u1'])
  })

  test('rows of groups chosen by an aggregate of theirs are a guess', () => {
    const groups = aggregate(small, [['g', col('u1')]], [['n', agg('count')]])
    const guessed = (plan: PlanNode) =>
      distributed(join('inner', plan, orders, call('eq', col('g'), col('o1')))).fragments[1]?.dynamic_filters
        ?.filters[0]?.source_guessed
    expect(guessed(groups)).toBe(false)
    expect(guessed(filter(groups, call('gt', col('n'), lit(3))))).toBe(true)
  })

  test('a fragment has a few filters at most', () => {
    const ids = [1, 2, 3, 4, 5, 6]
    const wide = scan(
      'my',
      'wide',
      ids.map((id) => `w${id}`),
    )
    const keys = {
      ...scan(
        'pg',
        'keys',
        ids.map((id) => `k${id}`),
      ),
      estimatedRows: 10,
    }
    const on = ids.map((id) => call('eq', col(`k${id}`), col(`w${id}`))).reduce((all, one) => call('and', all, one))
    expect(distributed(join('inner', keys, wide, on)).fragments[1]?.dynamic_filters?.filters).toHaveLength(4)
  })

  test('none where the source cannot take keys, the kernel cannot give them, or nothing is to be optimized', () => {
    const refusing = { ...testPushdown(), template: () => ({ refused: 'TYPE_NOT_EXACT' as const, what: 'keys' }) }
    const plan = (pushdown: Pushdown, enabled: boolean, renderResidual: DistributeContext['renderResidual']) =>
      distribute(optimize(joined(small, orders), { pushdown, mode: 'auto', enabled }), {
        ...CONTEXT,
        pushdown,
        renderResidual,
        renderShortResidual: renderResidual,
      }).fragments[1]?.dynamic_filters
    const onlyWhole: DistributeContext['renderResidual'] = (node, tableOf) =>
      node.kind === 'project' ? { refused: 'TYPE_NOT_EXACT', what: 'text' } : renderAsText(node, tableOf)
    expect(plan(testPushdown(), true, renderAsText)).toBeDefined()
    expect(plan(testPushdown(), false, renderAsText)).toBeUndefined()
    expect(plan(refusing, true, renderAsText)).toBeUndefined()
    expect(plan(testPushdown(), true, onlyWhole)).toBeUndefined()
  })
})
