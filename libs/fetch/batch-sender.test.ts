import { expect, test } from 'vitest'
import { ipcBytes } from '#arrow'
import { type AttemptRef, fragmentId, newQueryId, type QueryId, type StoredPart } from '#core'
import type { AttemptStream } from '#exchange'
import type { PartStore } from '#results'
import { BatchSender } from './batch-sender.ts'

const ref: AttemptRef = { query_id: newQueryId(), fragment_id: fragmentId(2), split: 1, attempt: 3 }
const PLACE = { address: { folder: '/results', durable: true }, run: '4' }
const small = [new Uint8Array(1000).fill(1)]
const large = (fill: number): Uint8Array[] => [
  new Uint8Array(600_000).fill(fill),
  new Uint8Array(500_000).fill(fill + 1),
]

/** A stream and a store that write down what they are given. */
function recorders() {
  const sent: (number | StoredPart)[] = []
  const files = new Map<string, Buffer>()
  const opened: QueryId[] = []
  const stream: AttemptStream = {
    signal: new AbortController().signal,
    send: async (_ipc, rows) => void sent.push(rows),
    sendStored: async (part) => void sent.push(part),
    commit: async () => undefined,
    abort: () => undefined,
  }
  const store: PartStore = {
    async writePart(_id, name, ipc) {
      files.set(name, Buffer.concat(ipc))
      return { bytes: ipcBytes(ipc), crc32: 'c' }
    },
    async deleteParts(_id, names) {
      for (const name of names) files.delete(name)
    },
  }
  const open = (seen: PartStore | undefined) => async (_address: unknown, id: QueryId) => {
    opened.push(id)
    return seen
  }
  return { stream, store, sent, files, opened, open }
}

test('large batches are stored and told of in order, small ones are sent', async () => {
  const { stream, store, sent, files, opened, open } = recorders()
  const sender = new BatchSender(stream, ref, PLACE, open(store))
  await sender.send(small, 7)
  expect(opened).toEqual([])
  await sender.send(large(5), 8)
  await sender.send(large(9), 9)
  await sender.send(small, 10)
  const part = (index: number, rows: number): StoredPart => ({
    name: `r4-f2-1-3-w${index}.arrow`,
    rows,
    bytes: 1_100_000,
    crc32: 'c',
  })
  expect(sent).toEqual([7, part(0, 8), part(1, 9), 10])
  expect(opened).toEqual([ref.query_id])
  expect([...files.values()].map((bytes) => [bytes[0], bytes[599_999], bytes[600_000], bytes.length])).toEqual([
    [5, 5, 6, 1_100_000],
    [9, 9, 10, 1_100_000],
  ])
  await sender.drop()
  expect(files.size).toBe(0)
})

test('what was handed over is not removed', async () => {
  const { stream, store, files, open } = recorders()
  const sender = new BatchSender(stream, ref, PLACE, open(store))
  await sender.send(large(5), 8)
  sender.handOver()
  await sender.drop()
  expect(files.size).toBe(1)
})

test('all is sent where the store is not seen, or the rows are no parts of a result', async () => {
  for (const place of [PLACE, null]) {
    const { stream, sent, opened, open } = recorders()
    const sender = new BatchSender(stream, ref, place, open(undefined))
    await sender.send(large(1), 1)
    await sender.send(large(2), 2)
    await sender.drop()
    expect(sent).toEqual([1, 2])
    expect(opened).toHaveLength(place === null ? 0 : 1)
  }
})
