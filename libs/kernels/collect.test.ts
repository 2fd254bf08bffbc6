import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeBatches, type Field, INT64, STRING } from '#arrow'
import type { Kernel, KernelQuery } from './index.ts'
import { ipcOf, makePool, never, texts } from './testing.ts'

const NUMBERS: readonly Field[] = [{ name: 'i', type: INT64, nullable: true }]
const KEYS: KernelQuery = {
  sql: 'SELECT DISTINCT i::VARCHAR AS key FROM keys WHERE i IS NOT NULL',
  parameters: [],
  fields: [{ name: 'key', type: STRING, nullable: true }],
}

let made: Awaited<ReturnType<typeof makePool>>
let kernel: Kernel

beforeAll(async () => {
  made = await makePool(1, 500)
  kernel = await made.pool.open(1, never)
})

afterAll(async () => {
  await kernel.close()
  await made.dispose()
})

async function count(): Promise<number> {
  return decodeBatches(await kernel.collect(KEYS)).reduce((sum, batch) => sum + batch.numRows, 0)
}

test('gives all rows over a view while another table takes rows, and leaves both alone', async () => {
  await kernel.createTable('keys_s0', NUMBERS)
  const keys = Array.from({ length: 150_000 }, (_, key) => [`${key}`])
  await kernel.land('keys_s0', ipcOf(NUMBERS, [...keys, [null], ['7']]))
  await kernel.createUnionView('keys', ['keys_s0'], NUMBERS)
  await kernel.createTable('others', NUMBERS)
  const steps: Promise<unknown>[] = []
  for (let step = 0; step < 5; step += 1) {
    steps.push(kernel.land('others', ipcOf(NUMBERS, [['1'], ['2']])), count())
  }
  expect((await Promise.all(steps)).filter((answer) => typeof answer === 'number')).toEqual(Array(5).fill(150_000))
  await kernel.createUnionView('all_others', ['others'], NUMBERS)
  expect(await texts(kernel, 'SELECT count(*)::VARCHAR FROM all_others', 1)).toEqual([['10']])
})

test('no rows are an empty batch, and a failure is one of the statement', async () => {
  const empty = { ...KEYS, sql: 'SELECT i::VARCHAR AS key FROM keys WHERE i < 0' }
  expect(decodeBatches(await kernel.collect(empty)).reduce((sum, batch) => sum + batch.numRows, 0)).toBe(0)
  await expect(kernel.collect({ ...KEYS, sql: 'SELECT ln(-1)::VARCHAR AS key' })).rejects.toThrow('logarithm')
  expect(await count()).toBe(150_000)
})
