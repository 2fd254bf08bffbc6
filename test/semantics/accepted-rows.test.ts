import { describe, expect, test } from 'vitest'
import type { TypeKind } from '#arrow'
import { acceptedRows } from '../../libs/dialects/support-page/accepted.ts'
import { LANGUAGES } from '../../libs/dialects/support-page/languages.ts'
import { isCovered, rowText } from './support/rows/covered-rows.ts'
import type { MadeCall } from './support/rows/made-calls.ts'
import { sampleConnections } from './support/rows/sample-connections.ts'
import { languageCalls, matrixCalls, topicCalls } from './support/rows/value-cases.ts'

/** Where a language's rows are run for their values, and the kinds that no column of such a source has. */
interface Proof {
  readonly calls: () => Promise<readonly MadeCall[]>
  readonly absent: readonly TypeKind[]
}

async function callsAt(sources: readonly string[], mysqlVersion = 'MariaDB 10.11.0'): Promise<readonly MadeCall[]> {
  const connections = await sampleConnections(mysqlVersion)
  const calls = await Promise.all(connections.filter(({ name }) => sources.includes(name)).map(matrixCalls))
  return calls.flat().filter(({ connection }) => connection !== null)
}

async function callsOfKernel(): Promise<readonly MadeCall[]> {
  const files: ReadonlySet<string | null> = new Set(['parquet', 'csv', null])
  const connections = await sampleConnections('MariaDB 10.11.0')
  const readers = connections.filter(({ name }) => files.has(name) || name === 'pg_c')
  const fromMatrix = await Promise.all(readers.map(matrixCalls))
  const fromTopics = [await topicCalls('PostgreSQL 18.0', 'off'), await languageCalls('PostgreSQL 18.0', 'off')]
  return [...fromMatrix, ...fromTopics].flat().filter(({ connection }) => files.has(connection))
}

async function callsOfPostgres(version: string, source: string): Promise<readonly MadeCall[]> {
  const calls = [...(await callsAt([source])), ...(await topicCalls(version, 'auto'))]
  return calls.filter(({ connection }) => connection !== null)
}

const MYSQL = ['my_ci', 'my_bin', 'my_nopad']
const NOT_OF_MYSQL: readonly TypeKind[] = ['interval', 'array', 'json', 'uuid']

const PROOFS: Readonly<Record<string, Proof>> = {
  'PostgreSQL 18': { calls: () => callsOfPostgres('PostgreSQL 18.0', 'pg_18'), absent: ['uint64'] },
  'PostgreSQL 15': { calls: () => callsOfPostgres('PostgreSQL 15.0', 'pg_c'), absent: ['uint64'] },
  'MySQL 8.4': { calls: () => callsAt(MYSQL, 'MySQL 8.4.0'), absent: NOT_OF_MYSQL },
  'MariaDB 10.11': { calls: () => callsAt(MYSQL), absent: NOT_OF_MYSQL },
  SQLite: { calls: () => callsAt(['sqlite', 'sqlite_named']), absent: ['uint64', 'float32', 'interval'] },
  Files: { calls: callsOfKernel, absent: [] },
}

describe('every row that a language takes is run for its values', () => {
  test.each(LANGUAGES)(
    '$title',
    async (language) => {
      const { calls, absent } = PROOFS[language.title] ?? { calls: async () => [], absent: [] }
      const made = distinct(await calls())
      const rows = acceptedRows(language).filter(({ kinds }) => !kinds.some((kind) => absent.includes(kind)))
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.filter((row) => !isCovered(row, made)).map(rowText)).toEqual([])
    },
    120_000,
  )
})

function distinct(calls: readonly MadeCall[]): readonly MadeCall[] {
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()]
}
