import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshPostgresDatabase, freshReferenceDatabase } from '../../services/index.ts'
import { openEngine, type SemanticsEngine } from './engine.ts'
import { type Comparison, differenceOfSql } from './outcome.ts'
import { openReference, type Reference } from './reference.ts'

export interface Cases {
  /** The statements that make the tables. */
  readonly tables: string
  readonly statements: readonly string[]
  /** Statements that only a source can answer: the kernel refuses them. */
  readonly pushed?: readonly string[]
  /** How a numeric of these statements may differ, by docs/semantics.md. */
  readonly numeric?: Comparison['numeric']
  /** Done before the engine is opened. */
  readonly beforeOpening?: () => void
}

/** So many statements are asked of the older server at a time. */
const AT_A_TIME = 8

/**
 * Each statement answered as PostgreSQL answers it, by the kernel and with all that can be pushed down to a server of
 * the reference's version, and to an older one.
 */
export function answersAsPostgres({ tables, statements, pushed = [], numeric = 'exact', beforeOpening }: Cases): void {
  let reference: Reference
  let engine: SemanticsEngine

  beforeAll(async () => {
    const { url } = await freshReferenceDatabase()
    const { url: older } = await freshPostgresDatabase()
    reference = await openReference(url)
    await reference.execute(tables)
    const other = await openReference(older)
    await other.execute(tables)
    await other.close()
    beforeOpening?.()
    engine = await openEngine({ current: { type: 'postgres', uri: url }, older: { type: 'postgres', uri: older } })
  }, 120_000)

  afterAll(async () => {
    await engine?.close()
    await reference?.close()
  })

  const problemOf = async (sql: string, connection: string, pushdown: 'off' | 'auto'): Promise<string | undefined> => {
    const ours = await engine.run(sql, { connection, pushdown })
    const isLeft = connection === 'older' && ours.kind === 'failure' && ours.code === 'UNSUPPORTED'
    if (isLeft && pushed.includes(sql)) return undefined
    return differenceOfSql(ours, await reference.run(sql), { ordered: / order by [^)]*$/i.test(sql), numeric })
  }

  describe('pushdown off', () => {
    test.concurrent.each(statements)('%s', async (sql) =>
      expect(await problemOf(sql, 'current', 'off')).toBeUndefined(),
    )
  })

  describe('pushdown auto', () => {
    test.concurrent.each([...statements, ...pushed])('%s', async (sql) =>
      expect(await problemOf(sql, 'current', 'auto')).toBeUndefined(),
    )
  })

  test('pushdown auto at an older server', async () => {
    const found: string[] = []
    const left = [...statements, ...pushed]
    const work = async (): Promise<void> => {
      for (let sql = left.pop(); sql !== undefined; sql = left.pop()) {
        const problem = await problemOf(sql, 'older', 'auto')
        if (problem !== undefined) found.push(`${sql}: ${problem}`)
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, work))
    expect(found).toEqual([])
  }, 300_000)
}
