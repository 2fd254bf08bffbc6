import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshReferenceDatabase } from '../../services/index.ts'
import type { Cases } from './answers-as-postgres.ts'
import { openEngine, type SemanticsEngine } from './engine.ts'
import { openReference } from './reference.ts'

/** Each statement refused, in a sentence, where the kernel would have to answer it. */
export function refusesUnpushed({ tables, statements }: Pick<Cases, 'tables' | 'statements'>): void {
  let engine: SemanticsEngine

  beforeAll(async () => {
    const { url } = await freshReferenceDatabase()
    const reference = await openReference(url)
    await reference.execute(tables)
    await reference.close()
    engine = await openEngine({ current: { type: 'postgres', uri: url } })
  }, 120_000)

  afterAll(async () => {
    await engine?.close()
  })

  describe('refused by the kernel', () => {
    test.each(statements)('%s', async (sql) => {
      expect(await engine.run(sql, { connection: 'current', pushdown: 'off' })).toMatchObject({
        kind: 'failure',
        code: 'UNSUPPORTED',
      })
    })
  })
}
