import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshReferenceDatabase } from '../services/index.ts'
import { REFUSED_CASTS } from './casts.cases.ts'
import { NUMBER_TABLES } from './numbers.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { openReference } from './support/reference.ts'
import { TOPICS } from './topics.ts'

answersAsPostgres(TOPICS.casts)

describe('what no decimal holds is refused', () => {
  let engine: SemanticsEngine

  beforeAll(async () => {
    const { url } = await freshReferenceDatabase()
    const reference = await openReference(url)
    await reference.execute(NUMBER_TABLES)
    await reference.close()
    engine = await openEngine({ nums: { type: 'postgres', uri: url } })
  }, 120_000)

  afterAll(async () => {
    await engine?.close()
  })

  test.each(REFUSED_CASTS)('%s', async (sql) => {
    expect(await engine.run(sql, { pushdown: 'off' })).toMatchObject({
      kind: 'failure',
      code: expect.stringMatching(/^(UNSUPPORTED|TYPE_ERROR|DATA_ERROR)$/),
    })
  })
})
