import { afterAll, beforeAll } from 'vitest'
import { freshReferenceDatabase } from '../../services/index.ts'
import { openEngine, type SemanticsEngine } from './engine.ts'
import { openReference, type Reference } from './reference.ts'

export interface Compared {
  readonly reference: Reference
  readonly engine: SemanticsEngine
}

/**
 * Starts the reference with some tables, and the engine over the same ones, each a source of its own; both end with the
 * file's tests.
 */
export function enginesOver(tables: string, names: readonly string[]): () => Compared {
  let reference: Reference | undefined
  let engine: SemanticsEngine | undefined

  beforeAll(async () => {
    const { url } = await freshReferenceDatabase()
    reference = await openReference(url)
    await reference.execute(tables)
    engine = await openEngine(Object.fromEntries(names.map((name) => [name, { type: 'postgres', uri: url }])))
  }, 120_000)

  afterAll(async () => {
    await engine?.close()
    await reference?.close()
  })

  return () => {
    if (reference === undefined || engine === undefined) throw new Error('The engines have not started.')
    return { reference, engine }
  }
}
