import { expect, test } from 'vitest'
import { type ColumnId, mapChildren, outputColumns, type PlanNode, type RemoteQuery, type Values } from '#plan'
import { optimize } from '../optimize.ts'
import { mapSubqueriesOfPlan, remotesIn } from '../subplans.ts'
import { evaluate, type Tables } from '../testing/evaluate.ts'
import type { Row } from '../testing/evaluate-expression.ts'
import { RandomPlans } from '../testing/random-plans.ts'
import { describe, testPushdown } from '../testing/test-pushdown.ts'
import { distributionOf } from './distribution.ts'
import { dividePlan } from './divide-plan.ts'

const PLANS = 800
const KERNELS = 3

type Division = ReadonlyMap<string, ColumnId>

test('parts of random plans, divided by random columns, give the rows of the whole', () => {
  const kinds = new Map<string, number>()
  for (let seed = 1; seed <= PLANS; seed += 1) {
    const plans = new RandomPlans(seed)
    const written = seed % 3 === 0 ? plans.groupedJoin() : plans.plan(1 + (seed % 4))
    const { plan } = optimize(written, { pushdown: testPushdown(), mode: 'off', enabled: seed % 5 !== 0 })
    for (const division of divisionsOf(plan, seed)) {
      const divided = dividePlan(plan, (remote) => division.get(keyOf(remote)))
      if (divided === undefined) continue
      kinds.set(divided.part.kind, (kinds.get(divided.part.kind) ?? 0) + 1)
      const context = `seed ${seed}\nplan ${describe(plan)}\nby ${[...division.values()]}\npart ${describe(divided.part)}`
      const parts = Array.from({ length: KERNELS }, (_, kernel) =>
        evaluate(shareOf(divided.part, division, kernel, plans.tables), plans.tables),
      )
      const whole = replaced(divided.whole, (remote) =>
        remote === divided.parts ? valuesOf(remote, parts.flat()) : remote,
      )
      expect(texts(whole, plans.tables), context).toEqual(texts(plan, plans.tables))
    }
  }
  for (const kind of ['join', 'aggregate', 'project', 'filter', 'set_operation', 'limit', 'with', 'remote_query']) {
    expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(10)
  }
})

test('every row is where the keys that are known of it say', () => {
  for (let seed = 1; seed <= PLANS; seed += 1) {
    const plans = new RandomPlans(seed)
    const { plan } = optimize(plans.plan(1 + (seed % 3)), { pushdown: testPushdown(), mode: 'off', enabled: true })
    for (const division of divisionsOf(plan, seed)) {
      const distribution = distributionOf(plan, (remote) => division.get(keyOf(remote)))
      if (distribution?.kind !== 'divided') continue
      for (let kernel = 0; kernel < KERNELS; kernel += 1) {
        for (const row of evaluate(shareOf(plan, division, kernel, plans.tables), plans.tables)) {
          const places = [...distribution.keys].map((key) => placeOf(row[key] ?? null))
          expect(new Set([...places, kernel]).size, `seed ${seed}\n${describe(plan)}`).toBe(1)
        }
      }
    }
  }
})

/** All fetched rows by some column, and some of them, the rest copied. */
function divisionsOf(plan: PlanNode, seed: number): readonly Division[] {
  const remotes = [...new Map(remotesIn(plan).map((remote) => [keyOf(remote), remote])).values()]
  const by = (column: number, leaveOut: number): Division =>
    new Map(
      remotes.flatMap((remote, index) => {
        if (leaveOut === index) return []
        const columns = outputColumns(remote)
        const id = columns[(column >> index) % Math.max(1, columns.length)]?.id
        return id === undefined ? [] : [[keyOf(remote), id] as const]
      }),
    )
  return [0, 1, 2, 3].flatMap((column) => [by(column, -1), by(column, seed % Math.max(1, remotes.length))])
}

function keyOf(remote: RemoteQuery): string {
  return JSON.stringify(remote)
}

/** The plan over the rows that one kernel has. */
function shareOf(plan: PlanNode, division: Division, kernel: number, tables: Tables): PlanNode {
  return replaced(plan, (remote) => {
    const key = division.get(keyOf(remote))
    if (key === undefined) return remote
    return valuesOf(
      remote,
      evaluate(remote, tables).filter((row) => placeOf(row[key] ?? null) === kernel),
    )
  })
}

/** The plan with something else for each RemoteQuery. */
function replaced(plan: PlanNode, map: (remote: RemoteQuery) => PlanNode): PlanNode {
  if (plan.kind === 'remote_query') return map(plan)
  const inputs = mapChildren(plan, (input) => replaced(input, map))
  return mapSubqueriesOfPlan(inputs, (subplan) => replaced(subplan, map))
}

function valuesOf(node: PlanNode, rows: readonly Row[]): Values {
  const columns = outputColumns(node)
  return {
    kind: 'values',
    columns,
    rows: rows.map((row) =>
      columns.map(({ id, type }) => {
        const value = row[id] ?? null
        return { kind: 'literal', value: value === null ? null : String(value), type }
      }),
    ),
  }
}

function placeOf(value: unknown): number {
  return value === null ? 0 : [...String(value)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % KERNELS
}

function texts(plan: PlanNode, tables: Tables): readonly string[] {
  const columns = outputColumns(plan).map(({ id }) => id)
  return evaluate(plan, tables)
    .map((row) => JSON.stringify(columns.map((id) => row[id] ?? null)))
    .toSorted()
}
