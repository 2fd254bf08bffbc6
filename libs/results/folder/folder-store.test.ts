import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { newQueryId } from '#core'
import { resultStoreConformance } from '../../../test/conformance/result-store.ts'
import type { Manifest } from '../manifest.ts'
import { createFolderResultStore, createPassingResultStore, openFolderParts } from './index.ts'

const root = mkdtempSync(join(tmpdir(), 'ajna-results-'))

afterAll(() => rmSync(root, { recursive: true }))

resultStoreConformance('a folder', async () => ({
  one: createFolderResultStore(root),
  other: createFolderResultStore(`${root}/sub/..`),
  dispose: async () => undefined,
}))

resultStoreConformance('a folder that is gone with the process', async () => ({
  one: createPassingResultStore(`${root}/passing`),
  other: createPassingResultStore(`${root}/passing/../passing`),
  dispose: async () => undefined,
}))

it('is open to another process for the queries it sees, and for no others', async () => {
  const store = createFolderResultStore(root)
  const query_id = newQueryId()
  const submission = { sql: 'SELECT 1', caller: 'test', body_hash: '' }
  await store.create({ query_id, state: 'RUNNING', submission, submitted_at: new Date().toISOString() } as Manifest)
  const parts = await openFolderParts(store.address, query_id)
  await parts?.writePart(query_id, 'p.arrow', [new Uint8Array([1]), new Uint8Array(), new Uint8Array([2, 3])])
  expect(await store.readPart(query_id, 'p.arrow')).toEqual(new Uint8Array([1, 2, 3]))
  expect(await openFolderParts(store.address, newQueryId())).toBeUndefined()
  expect(await openFolderParts({ ...store.address, folder: join(root, 'elsewhere') }, query_id)).toBeUndefined()
})

it('leaves no temporary file, and nothing that others can read', async () => {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
  expect(files.length).toBeGreaterThan(10)
  expect(files.filter(({ name }) => name.endsWith('.tmp') || name.startsWith('.ping'))).toEqual([])
  for (const file of files) expect(statSync(join(file.parentPath, file.name)).mode & 0o077).toBe(0)
})
