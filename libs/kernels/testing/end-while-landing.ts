/**
 * A program that ends while its kernels land rows and one more is being opened: `exit` calls process.exit(7), `throw`
 * throws what nobody catches, `close` closes the pool first and prints what becomes of the landing. Prints whether each kernel's thread may be ended by then.
 */
import { writeSync } from 'node:fs'
import { INT64, STRING } from '#arrow'
import { toFailure } from '#core'
import { KernelClient } from '../kernel-client.ts'
import { ipcOf, makePool, never } from '../testing.ts'

const FIELDS = [
  { name: 'i', type: INT64, nullable: true },
  { name: 's', type: STRING, nullable: true },
]
const ROWS = Array.from({ length: 20_000 }, (_, row) => [String(row), `text ${row}`])
const SLOTS = 3
/** Each kernel has so many batches to land at any time. */
const AHEAD = 3
const EXIT_CODE = 7

const ipc = ipcOf(FIELDS, ROWS)
const { pool } = await makePool(SLOTS, 1000)
const kernels = [await pool.open(1, never), await pool.open(1, never)]
const refusals = new Set<string>()

async function land(kernel: (typeof kernels)[number]): Promise<never> {
  for (;;) await kernel.land('t', ipc.slice())
}

for (const kernel of kernels) {
  await kernel.createTable('t', FIELDS)
  await kernel.land('t', ipc.slice())
  for (let count = 0; count < AHEAD; count += 1) {
    land(kernel).catch((error: unknown) => refusals.add(toFailure(error).code))
  }
}
pool.open(1, never).catch((error: unknown) => refusals.add(toFailure(error).code))

const [way] = process.argv.slice(2)
if (way === 'close') {
  await pool.close()
  writeSync(1, `${[...refusals].join(' ')}\n`)
}
process.on('exit', () => {
  const outside = kernels.map((kernel) => kernel instanceof KernelClient && Atomics.load(kernel.ending, 0) === 1)
  writeSync(1, `${outside.join(' ')}\n`)
})
if (way === 'throw') throw new Error('nobody catches this')
process.exit(EXIT_CODE)
