import type { RecordBatch } from 'apache-arrow'
import { beforeEach, expect, test } from 'vitest'
import { BatchBuilder } from '#arrow'
import { BatchQueue } from './batch-queue.ts'

const batch = (): RecordBatch => new BatchBuilder('orders', []).take()

let flow: string[]
let queue: BatchQueue

beforeEach(() => {
  flow = []
  queue = new BatchQueue({ pause: () => flow.push('pause'), resume: () => flow.push('resume') })
})

test('two waiting batches pause the source, and taking one lets it go on', async () => {
  const [first, second] = [batch(), batch()]
  queue.push(first)
  expect(flow).toEqual([])
  queue.push(second)
  expect(flow).toEqual(['pause'])
  expect(await queue.next()).toBe(first)
  expect(flow).toEqual(['pause', 'resume'])
  expect(await queue.next()).toBe(second)
})

test('a reader that waits is woken by a batch, by the end and by a failure', async () => {
  const waiting = queue.next()
  const sent = batch()
  queue.push(sent)
  expect(await waiting).toBe(sent)
  const ending = queue.next()
  queue.end()
  expect(await ending).toBeUndefined()
  const other = new BatchQueue({ pause: () => undefined, resume: () => undefined })
  const failing = other.next()
  other.fail(new Error('cut'))
  await expect(failing).rejects.toThrow('cut')
})

test('what waits is read before the end, and dropped by a failure', async () => {
  const sent = batch()
  queue.push(sent)
  queue.end()
  expect(await queue.next()).toBe(sent)
  expect(await queue.next()).toBeUndefined()
  const other = new BatchQueue({ pause: () => undefined, resume: () => undefined })
  other.push(batch())
  other.fail(new Error('cut'))
  await expect(other.next()).rejects.toThrow('cut')
  expect(other.closed).toBe(true)
})

test('a closed queue takes nothing more and leaves the source flowing', async () => {
  queue.push(batch())
  queue.push(batch())
  queue.fail(new Error('cut'))
  expect(flow).toEqual(['pause', 'resume'])
  queue.push(batch())
  queue.end()
  await expect(queue.next()).rejects.toThrow('cut')
})
