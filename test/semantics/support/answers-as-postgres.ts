import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshReferenceDatabase } from '../../services/index.ts'
import { openEngine, type SemanticsEngine } from './engine.ts'
import { type Comparison, difference } from './outcome.ts'
import { openReference, type Reference } from './reference.ts'

export interface Cases {
  /** The statements that make the tables. */
  readonly tables: string
  /** The tables the statements read, each a source of its own. */
  readonly names: readonly string[]
  readonly statements: readonly string[]
  /** How a numeric of these statements may differ, by docs/semantics.md. */
  readonly numeric?: Comparison['numeric']
  /** Done before the engine is opened. */
  readonly beforeOpening?: () => void
}

/** Each statement answered as PostgreSQL answers it, by the kernel and with all that can be pushed down. */
export function answersAsPostgres({ tables, names, statements, numeric = 'exact', beforeOpening }: Cases): void {
  let reference: Reference
  let engine: SemanticsEngine

  beforeAll(async () => {
    const { url } = await freshReferenceDatabase()
    reference = await openReference(url)
    await reference.execute(tables)
    beforeOpening?.()
    engine = await openEngine(Object.fromEntries(names.map((name) => [name, { type: 'postgres', uri: url }])))
  }, 120_000)

  afterAll(async () => {
    await engine?.close()
    await reference?.close()
  })

  describe.each(['off', 'auto'] as const)('pushdown %s', (pushdown) => {
    test.each(statements)('%s', async (sql) => {
      const ours = await engine.run(sql, { pushdown })
      const wanted = await reference.run(sql)
      expect(difference(ours, wanted, { ordered: / order by [^)]*$/i.test(sql), numeric })).toBeUndefined()
    })
  })
}
