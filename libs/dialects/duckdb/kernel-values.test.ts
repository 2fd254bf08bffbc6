import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineType } from '#arrow'
import { isRefusal, typeOf } from '#plan'
import { freshPostgresDatabase } from '../../../test/services/index.ts'
import { renderPlan, renderResidual } from '../index.ts'
import { postgres } from '../postgres/index.ts'
import { project, remote, scan } from '../testing/builders.ts'
import { openKernel, postgresText, sameValue, type TestEngine } from '../testing/engines.suite.ts'
import { CASTS, COLUMNS, c, DATES, LOGIC, NUMBERS, ROWS, TEXTS, TYPES } from '../testing/expressions.suite.ts'

let kernel: TestEngine
let reference: pg.Client

beforeAll(async () => {
  kernel = await openKernel()
  const { url } = await freshPostgresDatabase()
  reference = new pg.Client({ connectionString: url })
  await reference.connect()
  await reference.query(`SET timezone = 'UTC'`)
  for (const sql of [`CREATE TABLE v (${TYPES})`, ...ROWS.map((row) => `INSERT INTO v VALUES ${row}`)]) {
    await reference.query(sql)
    await kernel.run(sql.replaceAll('text', 'varchar').replace(`E'tab\\tnl\\n'`, `'tab' || chr(9) || 'nl' || chr(10)`))
  }
})

afterAll(async () => {
  await kernel.close()
  await reference.end()
})

const table = scan('postgres', 'v', COLUMNS)

async function referenceRows(expression: string, type: EngineType): Promise<readonly (string | null)[]> {
  const { rows } = await reference.query<{ x: string | null }>(
    `SELECT ${postgresText('x', type)} AS x FROM (SELECT id, (${expression}) AS x FROM v) q ORDER BY id`,
  )
  return rows.map((row) => row.x)
}

describe.each([
  ['numbers', NUMBERS],
  ['casts', CASTS],
  ['text', TEXTS],
  ['dates', DATES],
  ['logic', LOGIC],
])('the kernel gives PostgreSQL’s %s', (_name, cases) => {
  test.each(cases)('%s', async (expected, expression) => {
    const type = typeOf(expression)
    const rendered = renderResidual(project(remote(table), { id: c('id'), x: expression }), () => 'v')
    if (isRefusal(rendered)) throw new Error(`refused: ${JSON.stringify(rendered)}`)
    const values = await referenceRows(expected, type)
    const rows = [...(await kernel.rows(rendered))].sort((a, b) => Number(a[0]) - Number(b[0]))
    const wrong = rows.filter(([, x], row) => !sameValue(x, values[row], type)).map(([id, x], row) => ({ id, x, row }))
    expect({ wrong, kernel: wrong.length > 0 ? rows.map((row) => row[1]) : [] }).toEqual({
      wrong: [],
      kernel: wrong.length > 0 ? values : [],
    })
  })
})

describe('PostgreSQL gives its own values through its dialect', () => {
  const cases = [...NUMBERS, ...CASTS, ...TEXTS, ...DATES, ...LOGIC].filter(
    ([, expression]) => !isRefusal(renderPlan(postgres('PostgreSQL 15.18'), project(table, { x: expression }))),
  )
  test.each(cases)('%s', async (expected, expression) => {
    const rendered = renderPlan(postgres('PostgreSQL 15.18'), project(table, { id: c('id'), x: expression }))
    if (isRefusal(rendered)) throw new Error(`refused: ${JSON.stringify(rendered)}`)
    const type = typeOf(expression)
    const { rows } = await reference.query<{ x: string | null }>(
      `SELECT ${postgresText('x', type)} AS x FROM (${rendered.sql}) q ORDER BY id`,
      rendered.parameters.map((parameter) => parameter.value),
    )
    expect(rows.map((row) => row.x)).toEqual(await referenceRows(expected, type))
  })
})
