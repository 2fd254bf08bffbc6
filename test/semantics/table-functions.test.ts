import { describe, expect, test } from 'vitest'
import { comparedEngines, testStatements } from './support/relational.ts'
import { TABLE_FUNCTIONS, UNNEST } from './table-functions.cases.ts'

const engines = comparedEngines()

testStatements('functions that give rows', engines, TABLE_FUNCTIONS)
testStatements('arrays taken apart', engines, UNNEST)

describe('a series of very many rows', () => {
  test('streams', async () => {
    const { engine } = engines()
    const few = await engine.run('select g from generate_series(1, 1000000000000) g limit 3')
    expect(few).toMatchObject({ kind: 'rows', rows: [['1'], ['2'], ['3']] })
  })

  test('is refused where it would lie in memory', async () => {
    const { engine } = engines()
    const beside = await engine.run('select generate_series(1, 1000000000), generate_series(1, 2)')
    expect(beside).toMatchObject({ kind: 'failure', sqlState: '54000' })
  })
})

test('a series of the days of a zone is bounded', async () => {
  const sql = `select * from generate_series(timestamptz '1000-01-01', timestamptz '2000-01-01', '1 day', 'Europe/Rome') g`
  expect(await engines().engine.run(sql, { pushdown: 'off' })).toMatchObject({ kind: 'failure', sqlState: '54000' })
})

test.each([
  'select generate_series(1, generate_series(1, 2))',
  'select generate_series(1, 2) as n, count(*) from pairs group by n',
  "select * from generate_series(timestamp '2024-01-01', '2024-02-01', interval '1 month -1 day') g",
])('is refused: %s', async (sql) => {
  expect(await engines().engine.run(sql)).toMatchObject({ kind: 'failure', code: 'UNSUPPORTED' })
})
