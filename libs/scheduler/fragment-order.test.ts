import { expect, test } from 'vitest'
import { INT64 } from '#arrow'
import { type FragmentId, fragmentId, QueryError } from '#core'
import type { DistributedPlan, DynamicFilter, Fragment, KeyCondition } from '#plan'
import type { DynamicFilterMode, KeyReader } from './dynamic-filter.ts'
import { FragmentOrder } from './fragment-order.ts'
import { planWaits } from './plan-waits.ts'

const ARRAY: KeyCondition = { form: 'array', max_keys: 1000, pieces: ['array'] }
const RANGE: KeyCondition = { form: 'range', max_keys: null, pieces: ['range'] }

function fragment(id: number, rows: number | null, ...filters: readonly Partial<DynamicFilter>[]): Fragment {
  const plain = {
    fragment_id: fragmentId(id),
    source: `s${id}`,
    source_type: 'x',
    connection: `c${id}`,
    tables: [],
    sql: `plain ${id}`,
    parameters: [],
    splits: [],
    fields: [{ name: 'k', type: INT64, nullable: true }],
    estimated_rows: rows,
    estimated_bytes: null,
    pushed: [],
    not_pushed: [],
  }
  if (filters.length === 0) return plain
  const template = {
    placeholders: 'numbered' as const,
    pieces: filters.map((_filter, filter) => ({
      kind: 'key_slot' as const,
      filter,
      conditions: [ARRAY, RANGE].map((condition) => ({ ...condition, pieces: [`${condition.form} `] })),
    })),
  }
  return { ...plain, dynamic_filters: { template, filters: filters.map(filterOf) } }
}

function filterOf(given: Partial<DynamicFilter>): DynamicFilter {
  return {
    source: fragmentId(0),
    source_column: 'a.k',
    target_column: 'b.k',
    join: 'inner',
    kind: 'int64',
    keys: { sql: '', parameters: [], fields: [] },
    max_keys: 1000,
    range: null,
    indexed: true,
    target_distinct: null,
    source_distinct: null,
    target_bounds: null,
    source_rows: 100,
    source_guessed: false,
    target_scanned: null,
    source_scanned: null,
    ...given,
  }
}

function planOf(...fragments: readonly Fragment[]): DistributedPlan {
  return { fragments, snapshots: [], residual: null, fields: [], default_limit: null }
}

/** Keys as a kernel would give them. */
function reader(keys: readonly string[], range?: readonly [string, string]): KeyReader {
  return { keys: async () => keys, range: async () => range }
}

const many = Array.from({ length: 1001 }, (_, key) => `${key}`)
const never = new AbortController().signal

async function statement(
  plan: DistributedPlan,
  keys: KeyReader,
  { mode = 'auto' as DynamicFilterMode, rows = 0 } = {},
): Promise<readonly [sql: string, outcome: string | undefined, keys: number | null | undefined]> {
  const order = new FragmentOrder(planWaits(plan, mode).waits, keys, () => rows, mode)
  const [source, target] = plan.fragments
  if (source === undefined || target === undefined) throw new Error('no fragments')
  order.landed(source)
  const { sql, filters } = await order.statement(target, never)
  return [sql.trim(), filters[0]?.outcome, filters[0]?.keys]
}

const small = fragment(0, 100)
const large = fragment(1, 1_000_000, {})

test('a large fragment gets the keys that a small one has brought', async () => {
  expect(await statement(planOf(small, large), reader(['1', '2']))).toEqual(['array', 'applied', 2])
})

test('no keys mean no rows', async () => {
  expect(await statement(planOf(small, large), reader([]))).toEqual(['FALSE', 'applied', 0])
})

test('a fragment that is small itself does not wait', async () => {
  expect(await statement(planOf(small, fragment(1, 200, {})), reader(['1']))).toEqual([
    'plain 1',
    'not_worth_waiting',
    null,
  ])
})

test('nor does one of unknown size, or one whose keys come from a large fragment', async () => {
  const verdict = async (target: Fragment) => (await statement(planOf(small, target), reader(['1'])))[1]
  expect(await verdict(fragment(1, null, {}))).toBe('not_worth_waiting')
  const keysOfMany = planOf(fragment(0, 900_000), fragment(1, 1_000_000, { source_rows: 900_000 }))
  expect((await statement(keysOfMany, reader(['1'])))[1]).toBe('not_worth_waiting')
  expect(await verdict(fragment(1, 1_000_000, { source_rows: null }))).toBe('not_worth_waiting')
})

test('keys that turn out to leave most rows are not used', async () => {
  const few = fragment(1, 1_000_000, { target_distinct: 50, indexed: false })
  const keys = many.slice(0, 50)
  expect(planWaits(planOf(fragment(0, 10), few), 'auto').waits.get(few.fragment_id)?.[0]?.patienceMs).toBeGreaterThan(0)
  expect(await statement(planOf(fragment(0, 10), few), reader(keys))).toEqual(['plain 1', 'not_selective', 50])
})

test('too many keys become a range where it leaves enough out', async () => {
  const bounded = (least: string, greatest: string, bounds: readonly [string, string] | null) =>
    statement(planOf(small, fragment(1, 1_000_000, { target_bounds: bounds })), reader(many, [least, greatest]))
  expect(await bounded('0', '5000', ['0', '10000'])).toEqual(['range', 'applied', null])
  expect(await bounded('0', '9000', ['0', '10000'])).toEqual(['plain 1', 'not_selective', null])
  expect(await bounded('0', '5000', null)).toEqual(['plain 1', 'not_selective', null])
  const date = fragment(1, 1_000_000, { kind: 'date', target_bounds: ['2020-01-01', '2024-01-01'] })
  const days = reader(many, ['2023-01-01', '2023-02-01'])
  expect(await statement(planOf(small, date), days)).toEqual(['range', 'applied', null])
})

test('a range of integers only has ends that the column can hold', async () => {
  const target = fragment(1, 1_000_000, { kind: 'int16', target_bounds: ['0', '10000'] })
  expect((await statement(planOf(small, target), reader(many, ['1', '99999'])))[1]).toBe('unusual_key')
  expect((await statement(planOf(small, target), reader(many, ['1.5', '100'])))[1]).toBe('unusual_key')
})

test('a key whose equality is not known at the source leaves the filter out', async () => {
  const target = fragment(1, 1_000_000, { kind: 'date' })
  expect(await statement(planOf(small, target), reader(['infinity']))).toEqual(['plain 1', 'unusual_key', 1])
})

test('when forced, filters are used wherever they can be', async () => {
  const tiny = planOf(small, fragment(1, 1, {}))
  expect(await statement(tiny, reader(['1']), { mode: 'force' })).toEqual(['array', 'applied', 1])
  expect(await statement(tiny, reader(many, ['0', '9']), { mode: 'force' })).toEqual(['range', 'applied', null])
  expect(await statement(planOf(small, large), reader(['1']), { mode: 'off' })).toEqual([
    'plain 1',
    undefined,
    undefined,
  ])
})

test('a fragment is given up to wait for once it has brought too many rows', async () => {
  const order = new FragmentOrder(planWaits(planOf(small, large), 'auto').waits, reader(['1']), () => 4001, 'auto')
  const { sql, filters } = await order.statement(large, never)
  expect([sql, filters[0]?.outcome]).toEqual(['plain 1', 'not_selective'])
})

test('a fragment runs without keys that do not come in time', async () => {
  const target = fragment(1, 20_000, { source_rows: 1 })
  const order = new FragmentOrder(
    planWaits(planOf(fragment(0, 1), target), 'auto').waits,
    reader(['1']),
    () => 0,
    'auto',
  )
  const { sql, filters } = await order.statement(target, never)
  expect([sql, filters[0]?.outcome]).toEqual(['plain 1', 'late'])
})

test('keys of keys: a fragment that will be filtered is expected to bring few rows', () => {
  const first = fragment(0, 10)
  const second = fragment(1, 1_000_000, { source_rows: 10, target_distinct: 1_000_000 })
  const third = (source: FragmentId): Fragment => fragment(2, 5_000_000, { source, source_rows: 1_000_000 })
  const patience = (plan: DistributedPlan): number | undefined =>
    planWaits(plan, 'auto').waits.get(fragmentId(2))?.[0]?.patienceMs
  expect(patience(planOf(first, second, third(fragmentId(1))))).toBeGreaterThan(0)
  expect(patience(planOf(first, fragment(1, 1_000_000), third(fragmentId(1))))).toBe(0)
})

test('an abort ends the wait', async () => {
  const stop = new AbortController()
  const order = new FragmentOrder(planWaits(planOf(small, large), 'force').waits, reader(['1']), () => 0, 'force')
  const waiting = order.statement(large, stop.signal)
  stop.abort(new QueryError('CANCELED', 'enough'))
  await expect(waiting).rejects.toThrow('enough')
})

test('a failure to read the keys is a failure of the query', async () => {
  const failing: KeyReader = { keys: () => Promise.reject(new Error('broken')), range: async () => undefined }
  await expect(statement(planOf(small, large), failing)).rejects.toThrow('broken')
})

test('of two fragments that may filter each other, the one waits by which more is saved', () => {
  const waiting = (rows: readonly [number, number], mode: DynamicFilterMode): readonly boolean[] => {
    const [a, b] = rows
    const plan = planOf(fragment(0, a, { source: fragmentId(1), source_rows: b }), fragment(1, b, { source_rows: a }))
    const { waits } = planWaits(plan, mode)
    return plan.fragments.map(({ fragment_id }) => (waits.get(fragment_id)?.[0]?.patienceMs ?? 0) > 0)
  }
  expect(waiting([100, 1_000_000], 'auto')).toEqual([false, true])
  expect(waiting([1_000_000, 100], 'auto')).toEqual([true, false])
  expect(waiting([100, 100], 'auto')).toEqual([false, false])
  expect(waiting([100, 100], 'force').filter((waits) => waits)).toHaveLength(1)
})

test('no fragment waits for itself, however many filter each other', () => {
  const ids = [0, 1, 2, 3]
  const ring = planOf(
    ...ids.map((id) =>
      fragment(id, 100, ...ids.filter((other) => other !== id).map((other) => ({ source: fragmentId(other) }))),
    ),
  )
  const { waits } = planWaits(ring, 'force')
  const edges = ring.fragments.flatMap(({ fragment_id, dynamic_filters }) =>
    (dynamic_filters?.filters ?? []).flatMap(({ source }, position) =>
      (waits.get(fragment_id)?.[position]?.patienceMs ?? 0) > 0 ? [`${source}>${fragment_id}`] : [],
    ),
  )
  expect(edges).toHaveLength(6)
  expect(edges.some((edge) => edges.includes(edge.split('>').reverse().join('>')))).toBe(false)
})

test('a guess of many keys is tried, because it can be wrong by any factor', () => {
  const target = (source_guessed: boolean) => fragment(1, 1_000_000, { source_rows: 50_000, source_guessed })
  const wait = (guessed: boolean) =>
    planWaits(planOf(fragment(0, 50_000), target(guessed)), 'auto').waits.get(fragmentId(1))?.[0]?.patienceMs ?? 0
  expect(wait(false)).toBe(0)
  expect(wait(true)).toBeGreaterThan(0)
})

test('keys that are all there are of their column take nothing away where the other column is not known', async () => {
  const target = fragment(1, 1_000_000, { source_distinct: 100, indexed: false })
  expect(await statement(planOf(small, target), reader(many.slice(0, 100)))).toEqual([
    'plain 1',
    'not_worth_waiting',
    null,
  ])
  expect(await statement(planOf(fragment(0, 5), target), reader(['1', '2']))).toEqual(['array', 'applied', 2])
})
