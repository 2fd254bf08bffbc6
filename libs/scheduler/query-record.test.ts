import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newQueryId } from '#core'
import type { Manifest, ResultStore } from '#results'
import { createPassingResultStore } from '#results/folder'
import { QueryRecord } from './query-record.ts'

let folder: string
let store: ResultStore

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajna-record-'))
  store = createPassingResultStore(folder)
})

afterAll(() => rm(folder, { recursive: true }))

/** The record of a new query, and the states that were written to the store. */
async function recordOf(): Promise<{ record: QueryRecord; written: string[] }> {
  const submission = { sql: 'SELECT 1', caller: 'test', body_hash: '' }
  const manifest = { query_id: newQueryId(), state: 'QUEUED', submission, submitted_at: new Date().toISOString() }
  await store.create(manifest as Manifest)
  const written: string[] = []
  const replace: ResultStore['replace'] = async (changed) => {
    await store.replace(changed)
    written.push(changed.state)
  }
  const watched = Object.assign(Object.create(store), { replace }) as ResultStore
  return { record: new QueryRecord(manifest as Manifest, watched), written }
}

test('what is noted is known at once, and written by itself or with the next change', async () => {
  const { record, written } = await recordOf()
  const told: string[] = []
  record.subscribe(() => told.push(record.manifest.state))
  record.note({ state: 'PLANNING' })
  record.note({ state: 'RUNNING', message: 'noted' })
  expect(told).toEqual(['PLANNING', 'RUNNING'])
  record.note({ state: 'FINISHING' })
  await record.change({ state: 'SUCCEEDED' })
  expect(written).toEqual(['SUCCEEDED'])
  expect(await store.read(record.manifest.query_id)).toMatchObject({ state: 'SUCCEEDED', message: 'noted' })
  expect(told.at(-1)).toBe('SUCCEEDED')

  record.note({ message: 'alone' })
  await expect.poll(() => store.read(record.manifest.query_id)).toMatchObject({ message: 'alone' })
})

test('a change that came during a write is written after it, and is durable when it resolves', async () => {
  const { record, written } = await recordOf()
  const first = record.change({ state: 'PLANNING' })
  await expect.poll(() => record.manifest.state).toBe('PLANNING')
  const second = record.change({ state: 'RUNNING' })
  await Promise.all([first, second])
  expect(written.at(-1)).toBe('RUNNING')
  expect(await store.read(record.manifest.query_id)).toMatchObject({ state: 'RUNNING' })
})

test('a store that fails is told to whoever waits for a change', async () => {
  const { record } = await recordOf()
  await store.delete(record.manifest.query_id)
  record.note({ state: 'PLANNING' })
  await expect(record.change({ state: 'RUNNING' })).rejects.toThrow('is known')
})
