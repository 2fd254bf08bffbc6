import { expect, test } from 'vitest'
import { fragmentId } from '#core'
import { mapChildren, outputColumns, type Partitioning, type PlanNode, type RemoteQuery, UNKNOWN_COLUMN } from '#plan'
import { agg, aggregate, call, col, filter, join, limit, lit, scan, setOperation, sort } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { type PartitionContext, partitionPlan } from './partition-plan.ts'

const TABLES = ['a', 'b', 'c']

/** A fetched table of so many rows; of its first column that many values are known. */
function remote(table: string, rows: number, distinct: number | null = null): RemoteQuery {
  const plan = scan(table, table, [`${table}1`, `${table}2`])
  const columns = { [`${table}1`]: { ...UNKNOWN_COLUMN, distinct } }
  const statistics = { bytes: null, columns, indexes: [] }
  return { kind: 'remote_query', connection: table, plan: { ...plan, estimatedRows: rows, statistics }, prefilters: [] }
}

function partitioned(
  plan: PlanNode,
  partitionRows: number | null = 0,
  renderResidual: PartitionContext['renderResidual'] = asText,
): Partitioning | undefined {
  return partitionPlan(plan, {
    partitionRows,
    renderResidual,
    renderShortResidual: renderResidual,
    idOf: ({ connection }) => fragmentId(TABLES.indexOf(connection)),
  })
}

const asText: PartitionContext['renderResidual'] = (plan, tableOf) => ({
  sql: describe(withParts(plan, tableOf)),
  parameters: [],
  fields: outputColumns(plan).map(({ id, type, nullable }) => ({ name: id, type, nullable })),
})

/** The plan with a table for the leaf that stands for the rows of the parts. */
function withParts(plan: PlanNode, tableOf: (remote: RemoteQuery) => string): PlanNode {
  if (plan.kind === 'remote_query') return plan.connection === '' ? scan('', tableOf(plan), []) : plan
  return mapChildren(plan, (input) => withParts(input, tableOf))
}

const on = (left: string, right: string): ReturnType<typeof call> => call('eq', col(left), col(right))
const LARGE = remote('a', 3_000_000)
const OTHER = remote('b', 2_000_000)
const SMALL = remote('c', 100)
const joined = join('inner', LARGE, OTHER, on('a1', 'b1'))
const grouped = aggregate(joined, [['g', col('a1')]], [['n', agg('count')]])

test('the join and its groups are computed in parts, the order and the LIMIT also of the whole', () => {
  const plan = limit(sort(grouped, col('n')), 10, 5)
  const found = partitioned(plan)
  expect(found?.divided).toEqual([
    { fragment_id: 'f0', key: 0, key_name: 'a.a1' },
    { fragment_id: 'f1', key: 0, key_name: 'b.b1' },
  ])
  expect(found?.copied).toEqual([])
  expect(found?.part.sql).toMatch(/^limit\[15\]\(sort\[n\]\(aggregate\[g=a1; n=count\(\)\]\(inner/)
  expect(found?.whole.sql).toBe('limit[10 offset 5](sort[n](parts{}))')
  expect(found?.part.fields.map(({ name }) => name)).toEqual(['g', 'n'])
})

test('groups by another column are computed of each part, and then of all', () => {
  const found = partitioned(aggregate(joined, [['g', col('b2')]], [['n', agg('sum', col('a2'))]]))
  expect(found?.part.sql).toMatch(/^aggregate\[g=b2; n_sum_part=sum\(a2\)\]\(inner/)
  expect(found?.whole.sql).toMatch(/aggregate\[g=g; n_sum_whole=sum\(n_sum_part\)\]\(parts\{\}\)/)
  const distinct = { ...agg('count', col('a2')), distinct: true }
  const whole = partitioned(aggregate(joined, [['g', col('b2')]], [['n', distinct]]))
  expect(whole?.part.sql).toMatch(/^aggregate\[g=b2; n=count\(a2\)\]\(inner/)
  expect(whole?.divided).toEqual([{ fragment_id: 'f1', key: 1, key_name: 'b.b2' }])
  expect(whole?.copied).toEqual(['f0'])
})

test('a small side is copied where it has no key', () => {
  const found = partitioned(join('left', joined, SMALL, call('lt', col('a2'), col('c1'))))
  expect(found?.divided.map(({ fragment_id }) => fragment_id)).toEqual(['f0', 'f1'])
  expect(found?.copied).toEqual(['f2'])
})

test('what is only read above the parts is in neither list', () => {
  const found = partitioned(
    join('full', aggregate(LARGE, [['g', col('a1')]], []), SMALL, call('lt', col('g'), col('c1'))),
  )
  expect(found?.divided.map(({ fragment_id }) => fragment_id)).toEqual(['f0'])
  expect(found?.copied).toEqual([])
})

test('rows that both steps would read leave it to one kernel', () => {
  const twice = setOperation('union', true, aggregate(LARGE, [['g', col('a1')]], []), limit(LARGE, 3), ['s'])
  expect(partitioned(twice)).toBeUndefined()
})

test('nothing to divide by', () => {
  expect(partitioned(join('inner', LARGE, OTHER, call('lt', col('a1'), col('b1'))))).toBeUndefined()
  expect(partitioned(filter(LARGE, call('lt', col('a1'), lit(1))))).toBeUndefined()
})

test('what the kernel cannot print is not computed in parts', () => {
  expect(partitioned(grouped, 0, () => ({ refused: 'NODE_NOT_SUPPORTED', what: 'this' }))).toBeUndefined()
})

test('by the estimates, only large queries that leave each kernel clearly less', () => {
  const line = 4_000_000
  expect(partitioned(grouped, line)).toBeDefined()
  expect(partitioned(grouped, null)).toBeUndefined()
  const few = join('inner', remote('a', 3_000_000), remote('b', 900_000), on('a1', 'b1'))
  expect(partitioned(aggregate(few, [['g', col('a1')]], []), line)).toBeUndefined()
  const large = join('inner', remote('a', 3_000_000), remote('b', 2_900_000), call('lt', col('a2'), col('b1')))
  expect(partitioned(aggregate(large, [['g', col('a1')]], []), line)).toBeUndefined()
  const uneven = join('inner', remote('a', 3_000_000, 7), remote('b', 2_000_000, 7), on('a1', 'b1'))
  expect(partitioned(aggregate(uneven, [['g', col('a1')]], []), line)).toBeUndefined()
  expect(partitioned(aggregate(uneven, [['g', col('a1')]], []), 0)).toBeDefined()
})
