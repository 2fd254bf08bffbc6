import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { engineConfigFromObject } from '#config'
import type { Catalog } from '#plan'
import { convertSqlToQuery } from '#query'
import { fixedCatalog } from '../../test/golden/support/catalog.ts'
import { LAYOUTS } from '../../test/tpch/support/layouts.ts'
import { catalog } from '../query/binder/testing/catalog.ts'
import { EnginePlanner, type Statement } from './query-planner.ts'

const AS_OF = '2024-06-15T12:30:15.250Z'
const never = new AbortController().signal

function queriesOf(corpus: string): (readonly [name: string, sql: string])[] {
  const folder = new URL(`../../test/data/${corpus}/queries/`, import.meta.url)
  return readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')])
}

const CORPORA: (readonly [name: string, corpus: string, catalog: Catalog])[] = [
  ['the specification', 'specification', catalog],
  ...Object.entries(LAYOUTS).map(([name, layout]) => [`TPC-H, ${name}`, 'tpch', fixedCatalog(layout)] as const),
]

describe.each(CORPORA)('SQL and its QueryRequest have one plan: %s', (_name, corpus, tables) => {
  const planner = new EnginePlanner(tables, engineConfigFromObject({}).query)

  test.each(queriesOf(corpus))('%s', async (_file, sql) => {
    const request = await convertSqlToQuery({ sql })
    const common = { parameters: {}, default_connection_id: 'warehouse', pushdown: 'auto' } as const
    const written: Statement = { sql, query: null, ...common }
    const sent: Statement = { sql: null, query: JSON.parse(JSON.stringify(request)), ...common }
    const plan = await planner.plan(written, AS_OF, never)
    expect(plan.fragments.length).toBeGreaterThan(0)
    expect(await planner.plan(sent, AS_OF, never)).toEqual(plan)
    // A plan is kept in the manifest, so it must survive JSON too.
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
  })
})
