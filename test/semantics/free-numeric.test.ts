import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AnalyticalEngine } from '#engine'
import { freshPostgresDatabase } from '../services/index.ts'
import { referenceExecute } from '../support/reference.ts'

let folder: string
let engine: AnalyticalEngine

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ajna-numeric-'))
  const database = await freshPostgresDatabase()
  await referenceExecute(
    database.url,
    `CREATE TABLE fine (n numeric); INSERT INTO fine VALUES (1.5), (0.0000000001), (NULL);
     CREATE TABLE finer (n numeric); INSERT INTO finer VALUES (1), (0.00000000001)`,
  )
  const source = `{type: postgres, uri: "${database.url}"}`
  writeFileSync(join(folder, 'datasources.yaml'), `sources:\n  fine: ${source}\n  finer: ${source}\n`)
  engine = new AnalyticalEngine({ datasourceConfigPath: join(folder, 'datasources.yaml') })
}, 120_000)

afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

test('a numeric without precision keeps every digit the plan has room for', async () => {
  const request = await engine.convertSqlToQuery({ sql: 'SELECT sum(n) AS s, max(n) AS m FROM fine WHERE n > 0' })
  const { data } = await engine.executeQuery(request)
  expect(await data.toDicts()).toEqual([{ s: '1.5000000001', m: '1.5000000000' }])
})

test('digits beyond that are refused, never rounded, wherever the work runs', async () => {
  for (const sql of ['SELECT n FROM finer', 'SELECT sum(n) FROM finer', 'SELECT n FROM finer WHERE n < 0.5']) {
    const request = await engine.convertSqlToQuery({ sql })
    await expect(engine.executeQuery(request)).rejects.toThrow(/finer.*n/)
  }
})
