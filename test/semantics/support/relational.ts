import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshReferenceDatabase } from '../../services/index.ts'
import { type EngineOptions, openEngine, type SemanticsEngine } from './engine.ts'
import type { Compared } from './engines-over.ts'
import { differenceOfSql } from './outcome.ts'
import { openReference, type Reference } from './reference.ts'

/** `pets` is read from SQLite, all else from PostgreSQL; the reference has them all. */
const PETS = `
  CREATE TABLE pets (owner bigint, name text, age bigint);
  INSERT INTO pets VALUES (1, 'rex', 3), (1, 'tom', null), (2, 'ace', 7), (9, 'zed', 1), (null, 'nil', 2);`

export const TABLES = `
  ${PETS}
  CREATE TABLE pairs (x int, y int);
  INSERT INTO pairs VALUES (1, 10), (2, 20), (3, null), (null, 5), (2, 21);
  CREATE TABLE keyed (x int PRIMARY KEY, z text, v numeric(10,2));
  INSERT INTO keyed VALUES (1, 'p', 1.5), (2, 'q', 2.5), (4, null, null), (5, 's', -1);
  CREATE TABLE ladder (v int, i int, s text, d date, t timestamp);
  INSERT INTO ladder VALUES (10, 1, 'a', '2024-01-31', '2024-01-31 10:00'), (20, 2, 'a', '2024-02-29', '2024-01-31 10:30'),
    (30, 2, 'b', '2024-02-29', null), (40, null, 'b', null, '2024-02-01 00:00'), (50, 3, null, '2024-03-31', '2024-02-03');
  CREATE TABLE edges (parent int, child int);
  INSERT INTO edges VALUES (1, 2), (1, 3), (2, 4), (3, 4), (4, 5), (6, 7), (null, 1);`

const POSTGRES_TABLES = ['pairs', 'keyed', 'ladder', 'edges']

/** Starts the reference, and the engine over the same tables; both end with the file's tests. */
export function comparedEngines(
  query: Readonly<Record<string, unknown>> = {},
  options: EngineOptions = {},
): () => Compared {
  const folder = mkdtempSync(join(tmpdir(), 'ajna-relational-'))
  let reference: Reference | undefined
  let engine: SemanticsEngine | undefined

  beforeAll(async () => {
    const { url } = await freshReferenceDatabase()
    reference = await openReference(url)
    await reference.execute(TABLES)
    const file = join(folder, 'pets.db')
    const database = new DatabaseSync(file)
    database.exec(PETS)
    database.close()
    const tables = POSTGRES_TABLES.map((name): [string, object] => [name, { type: 'postgres', uri: url }])
    engine = await openEngine({ ...Object.fromEntries(tables), pets: { type: 'sqlite', path: file } }, query, options)
  }, 120_000)

  afterAll(async () => {
    await engine?.close()
    await reference?.close()
    rmSync(folder, { recursive: true })
  })

  return () => {
    if (reference === undefined || engine === undefined) throw new Error('The engines have not started.')
    return { reference, engine }
  }
}

/** Each statement gives the reference's answer, type and SQLSTATE, with work pushed to its sources and without. */
export function testStatements(title: string, engines: () => Compared, statements: readonly string[]): void {
  describe(title, () => {
    describe.each(['off', 'auto'] as const)('pushdown %s', (pushdown) => {
      test.concurrent.each(statements)('%s', async (sql) => {
        const { reference, engine } = engines()
        const ours = await engine.run(sql, { pushdown })
        const ordered = /order by [^()]*$/i.test(sql)
        expect(differenceOfSql(ours, await reference.run(sql), { ordered, numeric: 'scale' })).toBeUndefined()
      })
    })
  })
}
