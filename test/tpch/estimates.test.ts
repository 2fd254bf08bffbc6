import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engineConfigFromObject, type PostgresSourceConfig } from '#config'

import { createReader, sourceTable } from '#connectors/readers'
import type { Catalog, Fragment, Literal, TableDescription } from '#plan'
import { EnginePlanner } from '../../libs/engine/query-planner.ts'
import { loadHomes, QUERIES } from './support/data.ts'
import { TABLES } from './support/tables.ts'

/** Estimates are taken to guide well within this factor of the truth; below so few rows nothing depends on them. */
const FACTOR = 3
const FEW_ROWS = 20

const folder = mkdtempSync(join(tmpdir(), 'ajna-estimates-'))
const tables = new Map<string, TableDescription>()
let client: pg.Client

beforeAll(async () => {
  const { postgres } = await loadHomes(folder)
  client = new pg.Client({ connectionString: postgres })
  await client.connect()
  const url = new URL(postgres)
  const config: PostgresSourceConfig = {
    name: 'tpch',
    type: 'postgres',
    schema: null,
    table: null,
    declared: {},
    host: url.hostname,
    port: Number(url.port),
    database: url.pathname.slice(1),
    username: url.username,
    password: url.password,
    maxConnections: 2,
    connectTimeoutMs: 5000,
    sslmode: 'prefer',
    sslrootcert: null,
    applicationName: 'ajna-test',
  }
  const reader = await createReader(config)
  for (const { name } of TABLES) {
    // A connection for each table: nothing is joined at the source.
    const ref = { ...sourceTable({ ...config, name }), connection: name }
    const description = await reader.describe(ref, {}, AbortSignal.timeout(30_000))
    if (description !== undefined) tables.set(name, description)
  }
  await reader.close()
}, 120_000)

afterAll(async () => {
  await client.end()
  rmSync(folder, { recursive: true })
})

const catalog: Catalog = {
  describe: async ({ parts }) => {
    const description = tables.get(parts[0] ?? '')
    if (description === undefined) throw new Error(`no table ${parts.join('.')}`)
    return description
  },
}

/** The pattern of a text inside a text, of which no statistics tell. */
function isInside({ value }: Literal): boolean {
  return value?.startsWith('%') ?? false
}

async function fetches(sql: string): Promise<readonly Fragment[]> {
  const planner = new EnginePlanner(catalog, engineConfigFromObject({}).query)
  const statement = { sql, query: null, parameters: {}, default_connection_id: null, pushdown: 'auto' } as const
  const { fragments } = await planner.explain(statement, AbortSignal.timeout(30_000))
  return fragments.filter(({ pushed }) => pushed.every((work) => work === 'filter'))
}

describe.each(QUERIES)('%s', (_name, sql) => {
  test('what is fetched of each table is estimated about right', async () => {
    for (const fragment of await fetches(sql)) {
      const counted = await client.query<{ rows: number }>(
        `SELECT count(*)::int AS rows FROM (${fragment.sql}) fetched`,
        fragment.parameters.map(({ value }) => value),
      )
      const actual = counted.rows[0]?.rows ?? 0
      const estimated = fragment.estimated_rows ?? Number.NaN
      const factor = Math.max(estimated, FEW_ROWS) / Math.max(actual, FEW_ROWS)
      const context = `${estimated} rows estimated, ${actual} found: ${fragment.sql}`
      if (fragment.parameters.some(isInside)) continue
      expect(factor, context).toBeLessThan(FACTOR)
      expect(factor, context).toBeGreaterThan(1 / FACTOR)
    }
  })
})
