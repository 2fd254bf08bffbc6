import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { resultStoreConformance } from '../../../test/conformance/result-store.ts'
import { createFolderResultStore, createPassingResultStore } from './index.ts'

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

it('leaves no temporary file, and nothing that others can read', async () => {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
  expect(files.length).toBeGreaterThan(10)
  expect(files.filter(({ name }) => name.endsWith('.tmp') || name.startsWith('.ping'))).toEqual([])
  for (const file of files) expect(statSync(join(file.parentPath, file.name)).mode & 0o077).toBe(0)
})
