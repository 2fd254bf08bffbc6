import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AnalyticalEngine } from '#engine'
import { freshReferenceDatabase } from '../services/index.ts'
import { NAMES, QUANTIFIED, SUBSCRIPTS, TABLES, VALUES } from './arrays.cases.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { difference } from './support/outcome.ts'
import { openReference, type Reference } from './support/reference.ts'

const folder = mkdtempSync(join(tmpdir(), 'ajna-array-files-'))
let reference: Reference
let engine: SemanticsEngine

/** The tables of the cases as Parquet files, written by the engine itself. */
async function exportTables(url: string, names: readonly string[]): Promise<void> {
  const sources = names.map((name) => `  ${name}: {type: postgres, uri: "${url}"}\n`)
  writeFileSync(join(folder, 'datasources.yaml'), `sources:\n${sources.join('')}`)
  const exporter = new AnalyticalEngine({ datasourceConfigPath: join(folder, 'datasources.yaml') })
  for (const name of names) {
    const { data } = await exporter.executeQuery(await exporter.convertSqlToQuery({ sql: `SELECT * FROM ${name}` }))
    await data.toParquet(join(folder, `${name}.parquet`))
  }
  await exporter.close()
}

beforeAll(async () => {
  const { url } = await freshReferenceDatabase()
  reference = await openReference(url)
  await reference.execute(TABLES)
  const names = ['lists', 'points', 'names']
  await exportTables(url, names)
  const files = names.map((name) => [name, { type: 'file', format: 'parquet', path: join(folder, `${name}.parquet`) }])
  engine = await openEngine(Object.fromEntries(files))
}, 120_000)

afterAll(async () => {
  await engine?.close()
  await reference?.close()
  rmSync(folder, { recursive: true })
})

describe('arrays in Parquet files', () => {
  test.each([...NAMES, ...VALUES, ...SUBSCRIPTS, ...QUANTIFIED])('%s', async (sql) => {
    const ours = await engine.run(sql)
    const ordered = /order by [^()]*$/i.test(sql)
    expect(difference(ours, await reference.run(sql), { ordered })).toBeUndefined()
  })
})
