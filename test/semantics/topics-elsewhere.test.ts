import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshReferenceDatabase } from '../services/index.ts'
import { mapAtOnce } from '../support/at-once.ts'
import { openEngine } from './support/engine.ts'
import { difference } from './support/outcome.ts'
import { openReference, type Reference } from './support/reference.ts'
import { copyTables, HOMES } from './support/topic-homes.ts'
import { TOPICS } from './topics.ts'

/** Topics whose tables every kind of source can hold, and which of their statements are run: of so many one. */
const ELSEWHERE = {
  text: { every: 1, before: '' },
  regularExpressions: { every: 2, before: '' },
  dateTexts: { every: 1, before: '' },
  // A negative zero is no constant of MySQL's or SQLite's.
  numberFormats: { every: 8, before: 'UPDATE figures SET f = 0 WHERE f = 0' },
} as const
const AT_ONCE = 4

describe.each(Object.entries(ELSEWHERE))('%s', (name, { every, before }) => {
  const { tables, statements, numeric = 'exact' } = TOPICS[name as keyof typeof ELSEWHERE]
  const folder = mkdtempSync(join(tmpdir(), 'ajna-topic-'))
  let reference: Reference
  let url: string

  beforeAll(async () => {
    url = (await freshReferenceDatabase()).url
    reference = await openReference(url)
    await reference.execute(tables)
    await reference.execute(before)
  }, 120_000)

  afterAll(async () => {
    await reference?.close()
    rmSync(folder, { recursive: true })
  })

  test.each(HOMES)(
    'with its tables in %s',
    async (home) => {
      const config = await copyTables(url, home, folder)
      const engine = await openEngine(config.sources, {}, {}, config.tables)
      const read = statements.filter((sql) => Object.keys(config.sources).some((table) => sql.includes(table)))
      const chosen = read.filter((_, index) => index % every === 0)
      const found = await mapAtOnce(chosen, AT_ONCE, async (sql) => {
        const [ours, wanted] = await Promise.all([engine.run(sql), reference.run(sql)])
        const problem = difference(ours, wanted, { ordered: / order by [^)]*$/i.test(sql), numeric })
        return problem === undefined ? [] : [`${sql}: ${problem}`]
      })
      await engine.close()
      expect(chosen.length).toBeGreaterThan(10)
      expect(found.flat()).toEqual([])
    },
    120_000,
  )
})
