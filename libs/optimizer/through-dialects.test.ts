import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPushdown } from '#connectors/pushdown'
import { renderResidual, renderShortResidual } from '#dialects'
import { type DistributedPlan, type Fragment, outputColumns, type PlanNode } from '#plan'
import { openKernel, type TestEngine, type TextRow } from '../dialects/testing/engines.suite.ts'
import { openPostgres, openSqlite } from '../dialects/testing/sources.suite.ts'
import { distribute } from './distribute.ts'
import { optimize } from './optimize.ts'
import type { PushdownMode } from './optimized-plan.ts'
import { evaluate, type Tables } from './testing/evaluate.ts'
import type { Row } from './testing/evaluate-expression.ts'
import { RandomPlans } from './testing/random-plans.ts'
import { describe } from './testing/test-pushdown.ts'

const PLANS = 250

/** The connections of the random plans, as real servers: one strictly typed, one that needs looser filters. */
const SERVERS = new Map([
  ['pg', { source: 'pg', sourceType: 'postgres', serverVersion: 'PostgreSQL 15.18' }],
  ['my', { source: 'my', sourceType: 'sqlite', serverVersion: 'SQLite 3.50' }],
])

const engines = new Map<string, TestEngine>()

beforeAll(async () => {
  engines.set('pg', await openPostgres())
  engines.set('my', openSqlite())
  engines.set('kernel', await openKernel())
})

afterAll(async () => {
  for (const engine of engines.values()) await engine.close()
})

function engine(name: string): TestEngine {
  const found = engines.get(name)
  if (found === undefined) throw new Error(`No engine ${name} in this test.`)
  return found
}

test.each(['auto', 'off'] as const)(
  'sources and kernel give the rows of the plan (pushdown %s)',
  async (mode) => {
    let whole = 0
    for (let seed = 1; seed <= PLANS; seed++) {
      const plans = new RandomPlans(seed)
      const written = seed % 2 === 0 ? plans.plan(1 + (seed % 3)) : plans.orderedPlan(1 + (seed % 2))
      const plan = planned(written, mode)
      if (plan.residual === null) whole += 1
      const statements = [...plan.fragments, ...(plan.residual === null ? [] : [plan.residual])].map(({ sql }) => sql)
      const context = `seed ${seed}\n${describe(written)}\n${statements.join('\n')}`
      await createTables(plans)
      expect((await answer(plan)).toSorted(byText), context).toEqual(expected(written, plans.tables).toSorted(byText))
      await dropTables(plans.tables)
    }
    if (mode === 'auto') expect(whole).toBeGreaterThan(PLANS / 10)
  },
  120_000,
)

function planned(written: PlanNode, mode: PushdownMode): DistributedPlan {
  const pushdown = createPushdown((id) => SERVERS.get(id))
  return distribute(optimize(written, { pushdown, mode, enabled: true }), {
    pushdown,
    renderResidual,
    renderShortResidual,
    fields: outputColumns(written),
    defaultLimit: null,
    sourceOf: (id) => SERVERS.get(id) ?? { source: id, sourceType: 'none' },
    sharesSnapshots: () => false,
    splits: { minRows: 1, maxSplits: () => 1, splittingOf: () => undefined, readsTogether: () => false },
    partitionRows: null,
  })
}

function expected(written: PlanNode, tables: Tables): TextRow[] {
  const ids = outputColumns(written).map(({ id }) => id)
  return evaluate(written, tables).map((row) => ids.map((id) => textOf(row[id])))
}

function textOf(value: Row[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

async function answer(plan: DistributedPlan): Promise<TextRow[]> {
  const [first] = plan.fragments
  if (plan.residual === null && first !== undefined) return [...(await engine(first.connection).rows(first))]
  if (plan.residual === null) throw new Error('A plan of nothing.')
  for (const fragment of plan.fragments) await land(fragment)
  const rows = await engine('kernel').rows(plan.residual)
  for (const { fragment_id } of plan.fragments) await engine('kernel').run(`DROP TABLE "${fragment_id}"`)
  return [...rows]
}

async function land(fragment: Fragment): Promise<void> {
  const columns = fragment.fields.map(({ name, type }) => `"${name}" ${type.kind === 'int32' ? 'INTEGER' : 'BIGINT'}`)
  await engine('kernel').run(`CREATE TABLE "${fragment.fragment_id}" (${columns.join(', ')})`)
  const rows = await engine(fragment.connection).rows(fragment)
  await insert('kernel', fragment.fragment_id, rows)
}

async function createTables({ columns: tables, tables: rowsOf }: RandomPlans): Promise<void> {
  for (const [name, columns] of Object.entries(tables)) {
    const rows = (rowsOf[name] ?? []).map((row) => columns.map((id) => textOf(row[id])))
    const [connection = '', table = ''] = name.split('.')
    await engine(connection).run(`CREATE TABLE "${table}" (${columns.map((id) => `"${id}" bigint`).join(', ')})`)
    await insert(connection, table, rows)
  }
}

async function dropTables(tables: Tables): Promise<void> {
  for (const name of Object.keys(tables)) {
    const [connection = '', table = ''] = name.split('.')
    await engine(connection).run(`DROP TABLE "${table}"`)
  }
}

async function insert(connection: string, table: string, rows: readonly TextRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((row) => `(${row.map((value) => value ?? 'NULL').join(', ')})`)
  await engine(connection).run(`INSERT INTO "${table}" VALUES ${values.join(', ')}`)
}

function byText(a: TextRow, b: TextRow): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}
