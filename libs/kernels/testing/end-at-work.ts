/**
 * A program that ends while kernels land rows, read results and are being opened: `exit` calls process.exit(7), `throw`
 * throws what nobody catches, `close` closes the pool first and prints what becomes of that work. Prints whether each
 * kernel's thread may be ended by then.
 */
import { writeSync } from 'node:fs'
import { INT64, STRING } from '#arrow'
import { toFailure } from '#core'
import { isOutside } from '../ending.ts'
import { KernelClient } from '../kernel-client.ts'
import type { Kernel } from '../port.ts'
import { ipcOf, makePool, never, texts } from '../testing.ts'

const FIELDS = [
  { name: 'i', type: INT64, nullable: true },
  { name: 's', type: STRING, nullable: true },
]
const ROWS = Array.from({ length: 20_000 }, (_, row) => [String(row), `text ${row}`])
const SLOTS = 4
/** Each kernel has so many batches to land at any time. */
const AHEAD = 3
const EXIT_CODE = 7

const ipc = ipcOf(FIELDS, ROWS)
const { pool } = await makePool(SLOTS, 1000)
const landing = [await pool.open(1, never), await pool.open(1, never)]
const reading = await pool.open(1, never)
const refusals = new Set<string>()

async function land(kernel: Kernel): Promise<never> {
  for (;;) await kernel.land('t', ipc.slice())
}

async function read(kernel: Kernel): Promise<never> {
  for (;;) await texts(kernel, `SELECT repeat('x', 1000) || i FROM range(${ROWS.length}) t(i)`, 1)
}

for (const kernel of landing) {
  await kernel.createTable('t', FIELDS)
  await kernel.land('t', ipc.slice())
  for (let count = 0; count < AHEAD; count += 1) {
    land(kernel).catch((error: unknown) => refusals.add(toFailure(error).code))
  }
}
read(reading).catch((error: unknown) => refusals.add(toFailure(error).code))
pool.open(1, never).catch((error: unknown) => refusals.add(toFailure(error).code))

const [way] = process.argv.slice(2)
if (way === 'close') {
  await pool.close()
  writeSync(1, `${[...refusals].join(' ')}\n`)
}
process.on('exit', () => {
  const outside = [...landing, reading].map((kernel) => kernel instanceof KernelClient && isOutside(kernel.ending))
  writeSync(1, `${outside.join(' ')}\n`)
})
if (way === 'throw') throw new Error('nobody catches this')
process.exit(EXIT_CODE)
