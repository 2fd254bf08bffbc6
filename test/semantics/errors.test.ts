import { describe, expect, test } from 'vitest'
import { BAD_STATEMENTS, TABLES } from './errors.cases.ts'
import { enginesOver } from './support/engines-over.ts'

const engines = enginesOver(TABLES, ['people', 'pets'])

/** A place is compared where PostgreSQL tells one. */
describe('a bad statement is refused with the SQLSTATE and at the place that PostgreSQL tells', () => {
  test.each(BAD_STATEMENTS)('%s', async (sql) => {
    const { reference, engine } = engines()
    const wanted = await reference.run(sql)
    const ours = await engine.run(sql, { pushdown: 'off' })
    if (wanted.kind === 'rows') throw new Error('PostgreSQL answers it')
    const { sqlState, position } = wanted
    expect(ours).toMatchObject({ kind: 'failure', sqlState, ...(position === undefined ? {} : { position }) })
  })
})
