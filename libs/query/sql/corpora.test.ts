import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { convertedAndChecked } from '../../../test/support/query-conversions.ts'

function queriesOf(corpus: string): (readonly [name: string, sql: string])[] {
  const folder = new URL(`../../../test/data/${corpus}/queries/`, import.meta.url)
  return readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')])
}

describe.each([
  ['tpch', 22],
  ['specification', 12],
])('every query of %s converts', (corpus, count) => {
  const queries = queriesOf(corpus)

  test('none is missing', () => {
    expect(queries).toHaveLength(count)
  })

  test.each(queries)('%s', async (_name, sql) => {
    const request = await convertedAndChecked(sql)
    expect(request.sources).not.toHaveLength(0)
  })
})
