import { describe, expect, test } from 'vitest'
import { RECURSION, ROWS_AS_VALUES, SEARCHED } from './recursion.cases.ts'
import { comparedEngines, testStatements } from './support/relational.ts'

const engines = comparedEngines()

testStatements('WITH RECURSIVE', engines, RECURSION)
testStatements('SEARCH and CYCLE', engines, SEARCHED)

describe('a recursion without end', () => {
  test.each([
    'with recursive r(n) as (select 1 union all select n from r) select count(*) from r',
    'with recursive r(n) as (select x from pairs union all select n from r) select max(n) from r',
    "with recursive r(s) as (select 'x' union all select s || s from r) select max(s) from r",
  ])('is ended: %s', { timeout: 120_000 }, async (sql) => {
    for (const pushdown of ['off', 'auto'] as const) {
      const { engine } = engines()
      const outcome = await engine.run(sql, { pushdown, timeoutSeconds: 1 })
      expect(outcome).toMatchObject({ kind: 'failure' })
      expect(outcome).not.toMatchObject({ code: 'INTERNAL' })
      expect(await engine.run('select 1')).toMatchObject({ kind: 'rows', rows: [['1']] })
    }
  })
})

test.each(ROWS_AS_VALUES)('is refused: %s', async (sql) => {
  expect(await engines().engine.run(sql)).toMatchObject({ kind: 'failure', code: 'UNSUPPORTED' })
})
