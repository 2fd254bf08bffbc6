import { expect, test } from 'vitest'
import { JOINS, OUTER_COLUMNS, OUTER_CONDITIONS } from './joins.cases.ts'
import { comparedEngines, testStatements } from './support/relational.ts'

const engines = comparedEngines()

testStatements('joins and subqueries', engines, JOINS)

testStatements('conditions of outer joins', engines, OUTER_CONDITIONS)

testStatements('columns of the query around', engines, OUTER_COLUMNS)

/** An extension: PostgreSQL refuses full joins on other conditions than equality. */
test.each<[sql: string, rows: readonly (readonly (string | null)[])[]]>([
  [
    'select a.x, b.x from pairs a full join keyed b on a.x > b.x and a.y > 20 order by 1, 2, a.y',
    [
      ['1', null],
      ['2', '1'],
      ['2', null],
      ['3', null],
      [null, '2'],
      [null, '4'],
      [null, '5'],
      [null, null],
    ],
  ],
])('%s', async (sql, rows) => {
  for (const pushdown of ['off', 'auto'] as const) {
    expect(await engines().engine.run(sql, { pushdown })).toMatchObject({ kind: 'rows', rows })
  }
})
