import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { engineConfigFromObject } from '#config'
import { explainText } from '#plan'
import { EnginePlanner } from '../../libs/engine/query-planner.ts'
import { QUERIES } from '../tpch/support/data.ts'
import { LAYOUTS } from '../tpch/support/layouts.ts'
import { fixedCatalog } from './support/catalog.ts'

const AS_OF = '2024-06-15T12:00:00.000Z'
const UPDATE = process.env['AJNA_UPDATE_GOLDEN'] === '1'

/** See README.md: the approved files are made anew with AJNA_UPDATE_GOLDEN=1. */
describe.each(Object.entries(LAYOUTS))('the plan is the approved one: TPC-H, %s', (name, layout) => {
  const planner = new EnginePlanner(fixedCatalog(layout), engineConfigFromObject({}).query)

  test.each(QUERIES)('%s', async (query, sql) => {
    const statement = { sql, query: null, parameters: {}, default_connection_id: null, pushdown: 'auto' } as const
    const text = explainText(await planner.plan(statement, AS_OF, new AbortController().signal))
    const file = join(import.meta.dirname, 'plans', name, `${query}.txt`)
    if (UPDATE) writeApproved(file, text)
    expect(text, `${file} differs; if the new plan is meant, see test/golden/README.md`).toBe(
      readFileSync(file, 'utf8'),
    )
  })
})

function writeApproved(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
