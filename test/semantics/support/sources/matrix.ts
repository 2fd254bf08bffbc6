import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ValidationError } from '#core'
import type { DistributedPlan } from '#plan'
import { freshMysqlDatabase, freshPostgresDatabase, freshReferenceDatabase } from '../../../services/index.ts'
import { openEngine, type SemanticsEngine } from '../engine.ts'
import type { Scans } from '../forced.ts'
import type { Outcome } from '../outcome.ts'
import { openReference, type Reference } from '../reference.ts'
import {
  type HeldColumns,
  samplesInFiles,
  samplesInMysql,
  samplesInNamedSqlite,
  samplesInSqlite,
} from './other-samples.ts'
import { SAMPLE_COLUMNS, type SampleRange, samplesInPostgres } from './samples.ts'

/** A live source that holds the table `samples`, or as many of its columns as it has types for. */
export interface MatrixSource {
  readonly name: string
  readonly range: SampleRange
  readonly columns: ReadonlySet<string>
}

/** The table `samples` at every live source, and at the reference. */
export interface Matrix {
  readonly sources: readonly MatrixSource[]
  /** A statement over the `samples` of one source. */
  run(sql: string, source: MatrixSource, pushdown: 'auto' | 'off'): Promise<Outcome>
  /** The same over the reference's, which holds the values that a source of that range does. */
  reference(sql: string, range: SampleRange): Promise<Outcome>
  /** Whether the source runs the whole statement. */
  isPushed(sql: string, source: MatrixSource): Promise<boolean>
  plan(sql: string, source: MatrixSource, pushdown: 'auto' | 'off'): Promise<DistributedPlan>
  close(): Promise<void>
}

/** ICU's order of text, as the databases of most installations have a locale's. */
const LOCALE = `TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'`

/**
 * Opens all of it: PostgreSQL with the collations C and en-US, PostgreSQL 18, MariaDB or MySQL with a case-insensitive
 * collation and two binary ones, SQLite with a STRICT table and one of named types, Parquet and CSV.
 */
export async function openMatrix(scans: Scans = 'as_planned'): Promise<Matrix> {
  const folder = mkdtempSync(join(tmpdir(), 'ajna-matrix-'))
  const postgres = {
    pg_c: await freshPostgresDatabase(),
    pg_locale: await freshPostgresDatabase(LOCALE),
    pg_18: await freshReferenceDatabase(),
  }
  const references: Readonly<Record<SampleRange, Reference>> = {
    full: await referenceWith('full'),
    common: await referenceWith('common'),
  }
  for (const { url } of Object.values(postgres)) {
    const database = await openReference(url)
    await database.execute(samplesInPostgres('full'))
    await database.close()
  }
  const mysql = { my_ci: 'utf8mb4_general_ci', my_bin: 'utf8mb4_bin', my_nopad: 'utf8mb4_nopad' } as const
  const servers: Record<string, object> = {}
  const held: Record<string, HeldColumns> = {}
  for (const [name, collation] of Object.entries(mysql)) {
    const { url } = await freshMysqlDatabase()
    held[name] = await samplesInMysql(url, collation)
    servers[name] = { type: 'mysql', uri: url, table: 'samples' }
  }
  const paths = {
    sqlite: join(folder, 'samples.db'),
    sqlite_named: join(folder, 'named.db'),
    parquet: join(folder, 'samples.parquet'),
    csv: join(folder, 'samples.csv'),
  }
  held['sqlite'] = samplesInSqlite(paths.sqlite)
  held['sqlite_named'] = samplesInNamedSqlite(paths.sqlite_named)
  Object.assign(held, await samplesInFiles(paths.parquet, paths.csv))
  const all: Record<string, object> = {
    ...Object.fromEntries(
      Object.entries(postgres).map(([name, { url }]) => [name, { type: 'postgres', uri: url, table: 'samples' }]),
    ),
    ...servers,
    ...Object.fromEntries(
      Object.entries(paths).map(([name, path]) => [name, { type: name.split('_')[0], path, table: 'samples' }]),
    ),
  }
  const tables = Object.fromEntries(
    Object.entries(held).flatMap(([name, { declared }]) =>
      Object.keys(declared).length === 0 ? [] : [[name, { columns: declared }]],
    ),
  )
  const engine = await openEngine(all, {}, scans === 'in_parts' ? { scans } : {}, tables)
  return matrixOf(
    engine,
    references,
    Object.keys(all).map((name) => sourceOf(name, held[name])),
    () => rmSync(folder, { recursive: true, force: true }),
  )
}

function sourceOf(name: string, held: HeldColumns | undefined): MatrixSource {
  const every = new Set(['id', ...SAMPLE_COLUMNS.map((column) => column.name)])
  const full = held === undefined || name === 'parquet' || name === 'csv'
  return { name, range: full ? 'full' : 'common', columns: held?.names ?? every }
}

async function referenceWith(range: SampleRange): Promise<Reference> {
  const { url } = await freshReferenceDatabase()
  const reference = await openReference(url)
  await reference.execute(samplesInPostgres(range))
  return reference
}

function matrixOf(
  engine: SemanticsEngine,
  references: Readonly<Record<SampleRange, Reference>>,
  sources: readonly MatrixSource[],
  removeFiles: () => void,
): Matrix {
  const known = new Map<string, Promise<Outcome>>()
  return {
    sources,
    run: (sql, source, pushdown) => engine.run(sql, { pushdown, connection: source.name }),
    reference(sql, range) {
      const key = `${range} ${sql}`
      const outcome = known.get(key) ?? references[range].run(sql)
      known.set(key, outcome)
      return outcome
    },
    isPushed: async (sql, source) => {
      try {
        return (await engine.plan(sql, { connection: source.name })).residual === null
      } catch (error) {
        if (error instanceof ValidationError) return false
        throw error
      }
    },
    plan: (sql, source, pushdown) => engine.plan(sql, { connection: source.name, pushdown }),
    async close() {
      await engine.close()
      await Promise.all(Object.values(references).map((reference) => reference.close()))
      removeFiles()
    },
  }
}
