import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EngineType, STRING } from '#arrow'
import { isRefusal, type PlanNode, type Refusal, type RenderedQuery, type ScanColumn } from '#plan'
import { mysql, postgres, renderPlan, renderResidual, sqlite } from './index.ts'
import { remote, scan } from './testing/builders.ts'
import { openKernel, sameValue, type TestEngine, type TextRow } from './testing/engines.suite.ts'
import { CI, type Columns, PLANS, type Plan, ROWS_T, ROWS_U, T, U } from './testing/plans.suite.ts'
import { openMysql, openPostgres, openSqlite } from './testing/sources.suite.ts'

let kernel: TestEngine
let reference: TestEngine
let maria: TestEngine
const lite = openSqlite()

const TABLE_T = (text: string, collate: string): string =>
  `CREATE TABLE t (id integer, g integer, n bigint, d decimal(10,2), f double precision, s ${text}${collate}, t ${text}${collate}, dt date)`
const TABLE_U = (text: string, collate: string): string =>
  `CREATE TABLE u (uid integer, ug integer, w decimal(10,2), us ${text}${collate})`

beforeAll(async () => {
  kernel = await openKernel()
  reference = await openPostgres()
  maria = await openMysql()
  const inserts = [
    ...ROWS_T.map((row) => `INSERT INTO t VALUES ${row}`),
    ...ROWS_U.map((row) => `INSERT INTO u VALUES ${row}`),
  ]
  const plain = inserts.map((insert) => insert.replaceAll('\\\\', '\\'))
  for (const engine of [kernel, reference, lite]) {
    for (const sql of [TABLE_T('text', ''), TABLE_U('text', ''), ...plain]) await engine.run(sql)
  }
  for (const sql of [
    TABLE_T('varchar(50)', ' COLLATE utf8mb4_general_ci'),
    TABLE_U('varchar(50)', ' COLLATE utf8mb4_general_ci'),
    ...inserts,
  ])
    await maria.run(sql)
})

afterAll(async () => {
  for (const engine of [kernel, reference, maria, lite]) await engine.close()
})

function planFor(
  plan: Plan,
  sourceType: string,
  more: (type: EngineType | Partial<ScanColumn>) => Partial<ScanColumn> = () => ({}),
): PlanNode {
  const told = (columns: Columns): Columns =>
    Object.fromEntries(
      Object.entries(columns).map(([id, type]) => [
        id,
        { ...('kind' in type ? { type, nativeType: type } : type), ...more(type) },
      ]),
    )
  return plan(scan(sourceType, 't', told(T)), scan(sourceType, 'u', told(U)))
}

function must(answer: RenderedQuery | Refusal): RenderedQuery {
  if (isRefusal(answer)) throw new Error(`refused: ${answer.refused} ${answer.what}`)
  return answer
}

const sorted = (rows: readonly TextRow[]): readonly TextRow[] =>
  [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** Compares as sets, or in order when the plan's root orders; floats by value within rounding of aggregates. */
function expectRows(actual: readonly TextRow[], expected: readonly TextRow[], query: RenderedQuery): void {
  const rounded = (rows: readonly TextRow[]): readonly TextRow[] =>
    sorted(
      rows.map((row) =>
        row.map((value, index) => {
          const type = query.fields[index]?.type ?? STRING
          if (value === null || type.kind !== 'float64') return value
          expect(sameValue(value, value, type)).toBe(true)
          return Number(value).toPrecision(13)
        }),
      ),
    )
  expect(rounded(actual)).toEqual(rounded(expected))
}

async function expected(plan: Plan): Promise<readonly TextRow[]> {
  return reference.rows(must(renderPlan(postgres('PostgreSQL 15.18'), planFor(plan, 'postgres'))))
}

const cases = Object.entries(PLANS)

describe('a kernel answers plans as PostgreSQL does', () => {
  test.each(cases)('%s', async (_name, plan) => {
    const over = (t: PlanNode, u: PlanNode): PlanNode => plan(remote(t), remote(u))
    const tableOf = (node: { readonly plan: PlanNode }): string =>
      node.plan.kind === 'scan' ? node.plan.table.table : ''
    const query = must(renderResidual(planFor(over, 'postgres'), tableOf))
    expectRows(await kernel.rows(query), await expected(plan), query)
  })
})

/** What a case-insensitive, space-padding MySQL or MariaDB cannot be asked, and why. */
const MYSQL_REFUSES: Readonly<Record<string, string>> = {
  'groups by text': 'COLLATION',
  'distinct pairs': 'COLLATION',
  'distinct aggregate': 'COLLATION',
  'grouping sets': 'NODE_NOT_SUPPORTED',
  'text extremes': 'COLLATION',
  'string_agg in order': 'FUNCTION_NOT_EXACT',
  spread: 'FUNCTION_NOT_EXACT',
  'top rows by text': 'COLLATION',
  'full join': 'NODE_NOT_SUPPORTED',
  'join on text': 'COLLATION',
  union: 'COLLATION',
  windows: 'NODE_NOT_SUPPORTED',
  values: 'NODE_NOT_SUPPORTED',
  'no rows': 'NODE_NOT_SUPPORTED',
  'one row of nothing': 'NODE_NOT_SUPPORTED',
}

describe('MariaDB answers what it is asked as PostgreSQL does', () => {
  test.each(cases)('%s', async (name, plan) => {
    const caseInsensitive = (type: EngineType | Partial<ScanColumn>): Partial<ScanColumn> =>
      'kind' in type && type.kind === 'string' ? CI : {}
    const answer = renderPlan(mysql('MariaDB 10.11.19'), planFor(plan, 'mysql', caseInsensitive))
    if (isRefusal(answer)) {
      expect(answer.refused).toBe(MYSQL_REFUSES[name])
      return
    }
    expect(MYSQL_REFUSES[name]).toBeUndefined()
    expectRows(await maria.rows(answer), await expected(plan), answer)
  })
})

const SQLITE_ANSWERS = [
  'scan',
  'filter on integers',
  'text equality',
  'text inequality',
  'text in a list',
  'text range',
  'date null test',
  'count of rows',
]

describe('SQLite answers what it is asked as PostgreSQL does', () => {
  test.each(cases)('%s', async (name, plan) => {
    const answer = renderPlan(sqlite(), planFor(plan, 'sqlite'))
    expect(isRefusal(answer)).toBe(!SQLITE_ANSWERS.includes(name))
    if (isRefusal(answer) || name === 'scan') return
    const ids = (rows: readonly TextRow[]): readonly TextRow[] => sorted(rows.map((row) => row.slice(0, 1)))
    expect(ids(await lite.rows(answer))).toEqual(ids(await expected(plan)))
  })
})
