import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BatchBuilder, decodeBatches, encodeBatch, INT32 } from '#arrow'
import { type AttemptRef, fragmentId, newQueryId } from '#core'
import type { Manifest, ResultPart, ResultStore } from '#results'
import { createPassingResultStore } from '#results/folder'
import { joinedResults, landInStore, type StoredResult } from './result-parts.ts'

let folder: string
let store: ResultStore

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajna-parts-'))
  store = createPassingResultStore(folder)
})

afterAll(() => rm(folder, { recursive: true }))

/** An attempt of a split of a query that the store knows. */
async function newAttempt(): Promise<AttemptRef> {
  const query_id = newQueryId()
  const submission = { sql: 'SELECT 1', caller: 'test', body_hash: '' }
  await store.create({ query_id, state: 'RUNNING', submission, submitted_at: new Date().toISOString() } as Manifest)
  return { query_id, fragment_id: fragmentId(0), split: 0, attempt: 1 }
}

function batchOf(first: number, rows: number): Uint8Array<ArrayBuffer> {
  const builder = new BatchBuilder('test', [{ name: 'n', type: INT32, nullable: true }])
  for (let row = 0; row < rows; row++) {
    builder.columns[0]?.appendText(String(first + row))
    builder.endRow()
  }
  return encodeBatch(builder.take())
}

async function numbersOf(ref: AttemptRef, { parts }: StoredResult): Promise<number[]> {
  const read = await Promise.all(parts.map(({ name }) => store.readPart(ref.query_id, name)))
  return read.flatMap((ipc) => decodeBatches(ipc).flatMap((batch) => [...(batch.getChildAt(0)?.toArray() ?? [])]))
}

const offsets = (parts: readonly ResultPart[]) => parts.map(({ row_offset, rows }) => [row_offset, rows])

test('parts that a worker has stored take their place among those that were sent', async () => {
  const ref = await newAttempt()
  const ledger = landInStore(store, '1', null, () => undefined)
  const sink = ledger.open(ref)
  await sink.write(batchOf(0, 2), 2)
  const name = 'r1-f0-0-1-w0.arrow'
  const written = await store.writePart(ref.query_id, name, [batchOf(2, 3)])
  await sink.adopt({ name, rows: 3, ...written })
  await sink.write(batchOf(5, 1), 1)
  await sink.commit()
  const result = await joinedResults(ledger.committed(ref.fragment_id), { default_limit: null }, placeOf(ref))
  expect(offsets(result.parts)).toEqual([
    [0, 2],
    [2, 3],
    [5, 1],
  ])
  expect(await numbersOf(ref, result)).toEqual([0, 1, 2, 3, 4, 5])
  expect(ledger.counts(ref.fragment_id).rows).toBe(6)
})

test('a part that is not there, is not as long as told or belongs to another attempt is refused', async () => {
  const ref = await newAttempt()
  const sink = landInStore(store, '1', null, () => undefined).open(ref)
  const written = await store.writePart(ref.query_id, 'r1-f0-0-1-w0.arrow', [batchOf(0, 3)])
  await store.writePart(ref.query_id, 'r1-f0-0-2-w0.arrow', [batchOf(0, 3)])
  const told = { name: 'r1-f0-0-1-w0.arrow', rows: 3, ...written }
  for (const wrong of [
    { ...told, name: 'r1-f0-0-1-w1.arrow' },
    { ...told, bytes: written.bytes + 1 },
    { ...told, name: 'r1-f0-0-2-w0.arrow' },
    { ...told, name: '../manifest.json' },
  ]) {
    await expect(sink.adopt(wrong)).rejects.toMatchObject({ code: 'EXCHANGE_BROKEN' })
  }
  await sink.adopt(told)
  await sink.abort()
  expect(await store.sizeOfPart(ref.query_id, told.name)).toBeUndefined()
})

test.each([
  ['the limit of the query', { default_limit: null, row_limit: 5 }, false],
  ['default_limit', { default_limit: 5, row_limit: 6 }, true],
])('what splits give beyond %s is cut off and removed', async (_what, limits, truncated) => {
  const ref = await newAttempt()
  const ledger = landInStore(store, '1', null, () => undefined)
  for (const split of [0, 1, 2]) {
    const sink = ledger.open({ ...ref, split })
    await sink.write(batchOf(10 * split, 3), 3)
    await sink.commit()
  }
  const splits = ledger.committed(ref.fragment_id)
  const result = await joinedResults(splits, limits, placeOf(ref))
  expect(result).toMatchObject({ rows: 5, truncated })
  expect(offsets(result.parts)).toEqual([
    [0, 3],
    [3, 2],
  ])
  expect(await numbersOf(ref, result)).toEqual([0, 1, 2, 10, 11])
  expect(await store.sizeOfPart(ref.query_id, splits[2]?.result().parts[0]?.name ?? '')).toBeUndefined()
})

function placeOf({ query_id }: AttemptRef): Parameters<typeof joinedResults>[2] {
  return { store, query: query_id }
}
