import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NUMBERS_FAILED } from './number-formats.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { TOPICS } from './topics.ts'

answersAsPostgres(TOPICS.numberFormats)

describe('a value that cannot be shown or read exactly fails', () => {
  let engine: SemanticsEngine

  beforeAll(async () => {
    engine = await openEngine({})
  })

  afterAll(async () => {
    await engine?.close()
  })

  test.each(NUMBERS_FAILED)('%s', async (sql) => {
    expect(await engine.run(sql)).toMatchObject({ kind: 'failure', sqlState: '0A000' })
  })
})
