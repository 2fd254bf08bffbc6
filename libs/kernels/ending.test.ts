import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Field, STRING } from '#arrow'
import { ipcOf, makePool, never, texts } from './testing.ts'

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

async function run(args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [[code, signal], output, errors] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ])
  expect(errors).not.toContain('Napi::Error')
  return { code, signal, output }
}

const PROGRAM = fileURLToPath(new URL('./testing/end-at-work.ts', import.meta.url))
const THREAD = new URL('./run-kernel.ts', import.meta.url).href

describe('a process that ends while kernels work', () => {
  it.each([
    ['by process.exit', 'exit', { code: 7, signal: null, output: 'true true true\n' }],
    ['by an error that nobody catches', 'throw', { code: 1, signal: null, output: 'true true true\n' }],
    ['after its pool', 'close', { code: 7, signal: null, output: 'CANCELED\ntrue true true\n' }],
  ])('ends in order: %s', async (_, way, ended) => {
    expect(await run([PROGRAM, way])).toEqual(ended)
  })
})

describe('a thread without a task', () => {
  it('has not loaded DuckDB, so that it may be ended at any time', async () => {
    const loaded = `process.report.getReport().sharedObjects.filter((path) => path.includes('duckdb')).length`
    const script = `await import('${THREAD}'); const before = ${loaded}
      await import('@duckdb/node-bindings'); console.log(before, ${loaded} > 0)`
    expect(await run(['--input-type=module', '-e', script])).toMatchObject({ code: 0, output: '0 true\n' })
  })
})

describe('a pool', () => {
  it('opens nothing after it has been closed, whenever a kernel was asked for', async () => {
    for (let turns = 0; turns < 12; turns += 1) {
      const { pool, dispose } = await makePool(1, 100)
      await (await pool.open(1, never)).close()
      const use = async (): Promise<unknown> => texts(await pool.open(1, never), 'SELECT 1', 1)
      const asked = use().catch((error: Error) => error.message)
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
      await pool.close()
      expect(await asked).toMatch(/has been closed/)
      expect(pool.usage()).toEqual({ used: 0, total: 1 })
      await dispose()
    }
  })

  it('goes on after rows that found no memory', async () => {
    const { pool, dispose } = await makePool(1, 64, 1)
    const wide: readonly Field[] = [{ name: 's', type: STRING, nullable: true }]
    const ipc = ipcOf(
      wide,
      Array.from({ length: 20_000 }, (_, row) => [`${row} ${'x'.repeat(200 + (row % 7))}`]),
    )
    for (let round = 0; round < 2; round += 1) {
      const kernel = await pool.open(1, never)
      await kernel.createTable('t', wide)
      const landing = async (): Promise<never> => {
        for (;;) await kernel.land('t', ipc.slice())
      }
      await expect(landing()).rejects.toMatchObject({ code: 'RESOURCES_EXHAUSTED' })
      await kernel.close()
    }
    const next = await pool.open(1, never)
    expect(await texts(next, `SELECT 'alive'`, 1)).toEqual([['alive']])
    await next.close()
    await dispose()
  })
})
