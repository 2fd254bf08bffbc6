import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshReferenceDatabase } from '../services/index.ts'
import { BAD_STATEMENTS, TABLES } from './errors.cases.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { openReference, type Reference } from './support/reference.ts'

let reference: Reference
let engine: SemanticsEngine

beforeAll(async () => {
  const { url } = await freshReferenceDatabase()
  reference = await openReference(url)
  await reference.execute(TABLES)
  engine = await openEngine({ people: { type: 'postgres', uri: url }, pets: { type: 'postgres', uri: url } })
}, 120_000)

afterAll(async () => {
  await engine?.close()
  await reference?.close()
})

/** A place is compared where PostgreSQL tells one. */
describe('a bad statement is refused with the SQLSTATE and at the place that PostgreSQL tells', () => {
  test.each(BAD_STATEMENTS)('%s', async (sql) => {
    const wanted = await reference.run(sql)
    const ours = await engine.run(sql, { pushdown: 'off' })
    if (wanted.kind === 'rows') throw new Error('PostgreSQL answers it')
    const { sqlState, position } = wanted
    expect(ours).toMatchObject({ kind: 'failure', sqlState, ...(position === undefined ? {} : { position }) })
  })
})
