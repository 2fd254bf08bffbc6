import { expect, describe as suite, test } from 'vitest'
import { outputColumns, type PlanNode, type SourceCosts } from '#plan'
import { allOf, freeColumns } from './expressions.ts'
import { optimize } from './optimize.ts'
import { visitPlan } from './subplans.ts'
import { evaluate, type Tables } from './testing/evaluate.ts'
import { RandomPlans } from './testing/random-plans.ts'
import { type Abilities, describe, testPushdown } from './testing/test-pushdown.ts'

const PLANS = 1000

/** A second for anything that is done with a row. */
const SLOW: SourceCosts = {
  scanRow: 1,
  lookup: 1e9,
  expression: 1e9,
  groupRow: 1e9,
  group: 1e9,
  orderedGroupRow: 1e9,
  hashJoinRow: 1e9,
  compare: 1e9,
  sendRow: 1,
  sendValue: 1,
  sendByte: 1,
  knowsValues: true,
}

/** A second for sending a row. */
const FAR: SourceCosts = {
  scanRow: 1,
  lookup: 1,
  expression: 1,
  groupRow: 1,
  group: 1,
  orderedGroupRow: 1,
  hashJoinRow: 1,
  compare: 1,
  sendRow: 1e9,
  sendValue: 1,
  sendByte: 1,
  knowsValues: true,
}

const SOURCES: Readonly<Record<string, Readonly<Record<string, Abilities>>>> = {
  'sources that do everything': {},
  'a source that compares loosely': { pg: { loose: ['eq', 'lt'] }, my: { refused: ['coalesce'] } },
  'sources that are slow at all but reading': { pg: { costs: SLOW }, my: { costs: SLOW } },
  'a source that is slow at some work': {
    pg: { costs: { ...SLOW, expression: 1, compare: 1 } },
    my: { costs: { ...SLOW, groupRow: 1, group: 1 }, refused: ['coalesce'] },
  },
  'sources that are far away': { pg: { costs: FAR }, my: { costs: FAR, refused: ['coalesce'] } },
  'sources that refuse much': {
    pg: { refused: ['ge', 'is_null'], refusedNodes: ['aggregate', 'limit'] },
    my: { refused: ['add'], refusedNodes: ['join', 'sort', 'with'] },
  },
}

suite.each(Object.entries(SOURCES))('with %s', (_name, abilities) => {
  test.each(['auto', 'off'] as const)('an optimised plan gives the rows of the written one (pushdown %s)', (mode) => {
    let costly = 0
    for (let seed = 1; seed <= PLANS; seed++) {
      const plans = new RandomPlans(seed)
      const written = plans.plan(1 + (seed % 4))
      const { plan, refusals } = optimize(written, {
        pushdown: testPushdown(abilities),
        mode,
        enabled: seed % 10 !== 0,
      })
      if (refusals.some(({ reason }) => reason === 'COST')) costly += 1
      const context = `seed ${seed}\nwritten   ${describe(written)}\noptimised ${describe(plan)}`
      expect(ids(plan), context).toEqual(ids(written))
      expect(rows(plan, plans.tables).toSorted(), context).toEqual(rows(written, plans.tables).toSorted())
      expectScansInsideRemotes(plan, context)
    }
    const isSlow = Object.values(abilities).some(({ costs }) => costs?.lookup === SLOW.lookup)
    if (mode === 'off') expect(costly).toBe(0)
    else if (isSlow) expect(costly).toBeGreaterThan(PLANS / 20)
  })

  test.each(['auto', 'off'] as const)('an optimised plan keeps the order of its rows (pushdown %s)', (mode) => {
    for (let seed = 1; seed <= PLANS; seed++) {
      const plans = new RandomPlans(seed)
      const written = plans.orderedPlan(seed % 3)
      const { plan } = optimize(written, { pushdown: testPushdown(abilities), mode, enabled: seed % 10 !== 0 })
      const context = `seed ${seed}\nwritten   ${describe(written)}\noptimised ${describe(plan)}`
      expect(rows(plan, plans.tables), context).toEqual(rows(written, plans.tables))
    }
  })
})

test('groups of joins of two connections, which are grouped before they are sent, give the rows of the written ones', () => {
  const pushdown = testPushdown({ pg: { costs: FAR }, my: { costs: FAR } })
  let early = 0
  for (let seed = 1; seed <= PLANS; seed++) {
    const plans = new RandomPlans(seed)
    const written = plans.groupedJoin()
    const { plan } = optimize(written, { pushdown, mode: 'auto', enabled: true })
    if (describe(plan).includes('_part')) early += 1
    const context = `seed ${seed}\nwritten   ${describe(written)}\noptimised ${describe(plan)}`
    expect(rows(plan, plans.tables).toSorted(), context).toEqual(rows(written, plans.tables).toSorted())
  }
  expect(early).toBeGreaterThan(PLANS / 4)
})

function ids(plan: PlanNode): readonly string[] {
  return outputColumns(plan).map((column) => column.id)
}

/** The answer's rows as text. A query that is one RemoteQuery comes in the source's order, a fetched table in none. */
function rows(plan: PlanNode, tables: Tables): readonly string[] {
  const columns = ids(plan)
  const answer = evaluate(plan.kind === 'remote_query' ? plan.plan : plan, tables)
  return answer.map((row) => JSON.stringify(columns.map((id) => row[id] ?? null)))
}

function expectScansInsideRemotes(plan: PlanNode, context: string): void {
  let scans = 0
  let inside = 0
  visitPlan(plan, (node) => {
    if (node.kind === 'scan') scans += 1
    if (node.kind !== 'remote_query') return
    for (const prefilter of node.prefilters) {
      expect(ids(node.plan), context).toEqual(expect.arrayContaining([...freeColumns(prefilter)]))
    }
    const filtered: PlanNode = { kind: 'filter', input: node.plan, predicate: allOf(node.prefilters) }
    visitPlan(filtered, (inner) => {
      if (inner.kind === 'scan') inside += 1
      expect(inner.kind, context).not.toBe('remote_query')
    })
  })
  expect(inside, context).toBe(scans)
}
