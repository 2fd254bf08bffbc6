import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { BatchBuilder, encodeBatch, type Field } from '#arrow'
import { newQueryId } from '#core'
import { createFolderResultStore } from '../folder/index.ts'
import { type Manifest, readRows, storedRows } from '../index.ts'

const root = mkdtempSync(join(tmpdir(), 'ajna-stored-'))
const store = createFolderResultStore(root)
const fields: readonly Field[] = [{ name: 'n', type: { kind: 'int32' }, nullable: true }]

afterAll(() => rmSync(root, { recursive: true }))

/** A finished query with one part of the numbers given. */
async function finished(numbers: readonly string[]): Promise<Manifest> {
  const builder = new BatchBuilder('test', fields)
  for (const text of numbers) {
    builder.columns[0]?.appendText(text)
    builder.endRow()
  }
  const empty = emptyManifest()
  await store.create(empty)
  const written = await store.writePart(empty.query_id, 'p0.arrow', [encodeBatch(builder.take())])
  const manifest: Manifest = {
    ...empty,
    state: 'SUCCEEDED',
    fields,
    parts: [{ name: 'p0.arrow', row_offset: 0, rows: numbers.length, ...written }],
  }
  await store.replace(manifest)
  return manifest
}

it('reads a result out of a store', async () => {
  const manifest = await finished(['1', '2', '3'])
  expect((await readRows(storedRows(store, manifest), 1, 2)).rowsJson).toBe('[[1],[2]]')
})

it('refuses a part that is not what the manifest says', async () => {
  const manifest = await finished(['1', '2', '3'])
  const other = await finished(['1', '2', '4'])
  const name = other.parts[0]?.name ?? ''
  await store.writePart(manifest.query_id, 'p0.arrow', [await store.readPart(other.query_id, name)])
  await expect(readRows(storedRows(store, manifest), 1, 2)).rejects.toMatchObject({ code: 'INTERNAL' })
  await store.deleteParts(manifest.query_id, ['p0.arrow'])
  await expect(readRows(storedRows(store, manifest), 1, 2)).rejects.toMatchObject({ code: 'GONE' })
})

it('says why there is no result', () => {
  const manifest = emptyManifest()
  expect(() => storedRows(store, { ...manifest, state: 'EXPIRED' })).toThrow('has expired; run the query again')
  expect(() => storedRows(store, { ...manifest, state: 'RUNNING' })).toThrow('has no result: it is RUNNING')
})

function emptyManifest(): Manifest {
  return {
    query_id: newQueryId(),
    state: 'QUEUED',
    submission: {
      sql: 'SELECT 1',
      query: null,
      parameters: {},
      default_connection_id: null,
      name: null,
      tags: {},
      priority: 0,
      timeout_seconds: 60,
      pushdown: 'auto',
      verify: false,
      traceparent: null,
      caller: 'local',
      body_hash: 'hash',
    },
    submitted_at: '2024-05-06T07:08:09.123Z',
    started_at: null,
    finished_at: null,
    expires_at: null,
    as_of: '2024-05-06T07:08:09.123Z',
    coordinator_id: null,
    plan: null,
    progress: null,
    statistics: null,
    fields: null,
    parts: [],
    row_count: null,
    truncated: false,
    failure: null,
    message: null,
  }
}
