import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decimal, type Field, INT32, INT64, STRING } from '#arrow'
import { AjnaError } from '#core'
import { createKernelPool, type Kernel, type KernelPool } from './index.ts'
import { ipcOf, makePool, never, runAll, texts } from './testing.ts'

/** Code and SQLSTATE of the error a promise rejects with. */
async function failure(work: Promise<unknown>): Promise<{ code: string; sqlState: string | null; message: string }> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AjnaError)) throw new Error(`expected a typed error, got ${String(error)}`)
  return { code: error.code, sqlState: error.detail.sqlState ?? null, message: error.message }
}

/** The name of the folder a kernel spills into, which tells its instance from others. */
async function folderOf(kernel: Kernel): Promise<string> {
  const rows = await texts(kernel, `SELECT parse_filename(current_setting('temp_directory'))`, 1)
  return rows[0]?.[0] ?? ''
}

const SLOW = 'SELECT count(*)::VARCHAR FROM range(3000000) a(i) JOIN range(3000000) b(i) ON a.i % 100 = b.i % 100'
/** DuckDB is at one step of this for seconds. */
const LONG_STEP = 'SELECT count(*)::VARCHAR FROM range(300000) a(i) JOIN range(300000) b(i) ON a.i % 100 = b.i % 100'
const numbers: readonly Field[] = [{ name: 'i', type: INT64, nullable: true }]

describe('a kernel', () => {
  let made: Awaited<ReturnType<typeof makePool>>
  let pool: KernelPool
  let kernel: Kernel

  beforeAll(async () => {
    made = await makePool(2, 1000)
    pool = made.pool
    kernel = await pool.open(1, never)
  })
  afterAll(async () => {
    await kernel.close()
    await made.dispose()
  })

  it.each([
    [`SELECT * FROM read_text('/etc/passwd')`],
    [`SELECT * FROM read_csv('/etc/passwd')`],
    [`COPY (SELECT 1) TO '/tmp/ajna-kernel-test.csv'`],
    [`ATTACH '/tmp/ajna-kernel-test.db'`],
    ['INSTALL httpfs'],
    ['LOAD httpfs'],
    ['SET threads = 8'],
    [`SET memory_limit = '64GB'`],
    ['SET enable_external_access = true'],
    ['RESET lock_configuration'],
  ])('refuses %s', async (sql) => {
    const { code } = await failure(texts(kernel, sql, 1))
    expect(code).toBe('INTERNAL')
    expect(await texts(kernel, `SELECT 'still here'`, 1)).toEqual([['still here']])
  })

  it.each([
    [`SELECT error('division by zero')`, '22012', 'division by zero.'],
    [`SELECT error('22023: a negative count')`, '22023', 'a negative count.'],
    ['SELECT (2147483647::INTEGER + 1::INTEGER)::VARCHAR', '22003', 'integer out of range.'],
    ['SELECT 99999999999::INTEGER::VARCHAR', '22003', 'integer out of range.'],
    ['SELECT 12345.6::DECIMAL(4,2)::VARCHAR', '22003', 'numeric field overflow.'],
    [`SELECT 'x'::INTEGER::VARCHAR`, '22P02', 'invalid input syntax for type integer: "x".'],
    [`SELECT 'maybe'::BOOLEAN::VARCHAR`, '22P02', 'invalid input syntax for type boolean: "maybe".'],
    [`SELECT '2024-13-01'::DATE::VARCHAR`, '22008', 'date/time field value out of range: "2024-13-01".'],
    [`SELECT 'abc'::TIMESTAMP::VARCHAR`, '22007', 'invalid input syntax for type timestamp: "abc".'],
    [
      'SELECT (SELECT i::VARCHAR FROM range(2) t(i))',
      '21000',
      'more than one row returned by a subquery used as an expression.',
    ],
    ['SELECT ln(0)::VARCHAR', '2201E', 'cannot take logarithm of zero.'],
  ])('%s fails with SQLSTATE %s', async (sql, sqlState, message) => {
    expect(await failure(texts(kernel, sql, 1))).toEqual({ code: 'DATA_ERROR', sqlState, message })
  })

  it('gives the answer of a short form, unless that is out of range', async () => {
    const fields: readonly Field[] = [{ name: 'c0', type: STRING, nullable: true }]
    const answer = async (short: string): Promise<string> => {
      const query = { sql: `SELECT 'whole'`, short_sql: short, parameters: [], fields }
      const batches: Uint8Array<ArrayBuffer>[] = []
      for await (const ipc of kernel.run(query)) batches.push(ipc)
      return batches.map((ipc) => (Buffer.from(ipc).includes('whole') ? 'whole' : 'short')).join()
    }
    const product = (factor: string): string =>
      `SELECT sum(i::DECIMAL(15,2) * ${factor}::DECIMAL(15,2))::VARCHAR FROM range(5000) t(i)`
    expect(await answer(product('5'))).toBe('short')
    expect(await answer(product('9999999999999.99'))).toBe('whole')
    expect(await answer('SELECT (12345.6 + random())::DECIMAL(4,2)::VARCHAR')).toBe('whole')
    expect(await failure(answer(`SELECT error('division by zero')`))).toMatchObject({ sqlState: '22012' })
    expect(await failure(answer('SELECT no_such_column'))).toMatchObject({ code: 'INTERNAL' })
  })

  it('fails, naming the column, when DuckDB computed another type than was planned', async () => {
    const wrong = async (sql: string, field: Field): Promise<string> =>
      (await failure(runAll(kernel, sql, [field]))).message
    expect(await wrong('SELECT 1::INTEGER AS n', { name: 'n', type: INT64, nullable: true })).toBe(
      'Column "n" was planned as int64, but the kernel computed INTEGER.',
    )
    expect(await wrong('SELECT 1.5::DECIMAL(10,1)', { name: 'd', type: decimal(10, 2), nullable: true })).toBe(
      'Column "d" was planned as decimal(10,2), but the kernel computed DECIMAL(10,1).',
    )
    expect(await wrong('SELECT sum(1)', { name: 's', type: INT64, nullable: true })).toContain('HUGEINT')
    expect(await wrong('SELECT 1, 2', { name: 's', type: INT32, nullable: true })).toContain('2 columns')
  })

  it('takes the first row of each group below a condition that integers at their limits make unknown', async () => {
    const columns = ['i', 'j', 'v'].map((name): Field => ({ name, type: INT32, nullable: true }))
    const limits = [null, '2147483647', '-2147483648']
    await kernel.createTable('limits', columns)
    const rows = Array.from({ length: 26 }, (_, i) => [String(i), String(i), limits[i % 3] ?? null])
    await kernel.land('limits', ipcOf(columns, rows))
    const ranked = `SELECT row_number() OVER (PARTITION BY a.i ORDER BY a.i) AS n FROM limits AS a JOIN limits AS b
      ON a.v = b.i WHERE NULL::BIGINT IS NOT DISTINCT FROM (a.v::BIGINT * a.j)`
    const first = `SELECT bool_and(NULL::BOOLEAN)::VARCHAR FROM (${ranked}) WHERE n = 1`
    expect(await texts(kernel, first, 1)).toEqual([[null]])
    await kernel.dropTable('limits')
  })

  it('refuses batches that do not fit the table', async () => {
    await kernel.createTable('narrow', numbers)
    const other: readonly Field[] = [{ name: 'i', type: STRING, nullable: true }]
    expect((await failure(kernel.land('narrow', ipcOf(other, [['1']])))).code).toBe('EXCHANGE_BROKEN')
    expect((await failure(kernel.land('narrow', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])))).code).toBe(
      'EXCHANGE_BROKEN',
    )
    expect((await failure(kernel.land('missing', ipcOf(numbers, [['1']])))).code).toBe('INTERNAL')
    await kernel.dropTable('narrow')
    await kernel.dropTable('narrow')
  })

  it('takes the buffer of a batch, larger than that or not, and gives it back', async () => {
    const ipc = ipcOf(numbers, [['42']])
    const buffer = new ArrayBuffer(ipc.byteLength + 24)
    const batch = new Uint8Array(buffer, 3, ipc.byteLength)
    batch.set(ipc)
    await kernel.createTable('slice', numbers)
    const landing = kernel.land('slice', batch)
    expect(buffer.byteLength).toBe(0)
    expect((await landing)?.byteLength).toBe(ipc.byteLength + 24)
    expect(await texts(kernel, 'SELECT i::VARCHAR FROM slice', 1)).toEqual([['42']])
  })

  it('keeps what DuckDB said of an internal error for the log', async () => {
    const error: unknown = await texts(kernel, 'SELECT chr(-1)', 1).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'INTERNAL',
      cause: { message: 'Invalid Input Error: Invalid UTF8 Codepoint -1' },
    })
    expect(error instanceof Error && error.message).not.toContain('-1')
  })

  it('fails when a row in the middle of a streamed result cannot be computed', async () => {
    const sql = `SELECT CASE WHEN i = 500000 THEN error('22012: division by zero') ELSE i END::BIGINT FROM range(1000000) t(i)`
    const drained = async (): Promise<void> => {
      for await (const batch of kernel.run({ sql, parameters: [], fields: numbers }))
        expect(batch.length).toBeGreaterThan(0)
    }
    expect(await failure(drained())).toMatchObject({ code: 'DATA_ERROR', sqlState: '22012' })
  })

  it('lets a consumer stop early and goes on', async () => {
    for await (const _batch of kernel.run({
      sql: 'SELECT i FROM range(5000000) t(i)',
      parameters: [],
      fields: numbers,
    }))
      break
    expect(await texts(kernel, `SELECT 'next'`, 1)).toEqual([['next']])
  })

  it('makes at most a few batches ahead of a slow consumer', async () => {
    const rows = kernel.run({ sql: 'SELECT i FROM range(20000000) t(i)', parameters: [], fields: numbers })
    const iterator = rows[Symbol.asyncIterator]()
    await iterator.next()
    const before = process.memoryUsage().arrayBuffers
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8_000_000)
    await iterator.return?.()
  })
})

describe('stopping', () => {
  it.each([1, 2])('interrupts a long statement on %i threads, within seconds, as CANCELED', async (threads) => {
    const { pool, dispose } = await makePool(2, 1000)
    const kernel = await pool.open(threads, never)
    const running = failure(texts(kernel, SLOW, 1))
    setTimeout(() => kernel.interrupt(), 200)
    const started = performance.now()
    expect(await running).toMatchObject({ code: 'CANCELED' })
    expect(performance.now() - started).toBeLessThan(5_000)
    expect((await failure(texts(kernel, 'SELECT 1', 1))).code).toBe('CANCELED')
    await kernel.dropTable('nothing')
    await kernel.close()
    await dispose()
  })

  it('never ends an interrupted result as if it were complete', async () => {
    const { pool, dispose } = await makePool(1, 1000)
    const kernel = await pool.open(1, never)
    const consume = async (): Promise<void> => {
      for await (const _batch of kernel.run({
        sql: 'SELECT i FROM range(50000000) t(i)',
        parameters: [],
        fields: numbers,
      })) {
        kernel.interrupt()
      }
    }
    expect((await failure(consume())).code).toBe('CANCELED')
    await kernel.close()
    await dispose()
  })

  it('interrupts landing', async () => {
    const { pool, dispose } = await makePool(1, 2000)
    const kernel = await pool.open(1, never)
    await kernel.createTable('t', numbers)
    const rows = Array.from({ length: 131_072 }, (_, row) => [String(row)])
    const ipc = ipcOf(numbers, rows)
    const copies = Array.from({ length: 100 }, () => ipc.slice())
    const landing = Promise.allSettled(copies.map((copy) => kernel.land('t', copy)))
    kernel.interrupt()
    const outcomes = await landing
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
    await kernel.close()
    await dispose()
  })

  it('closes in the middle of a statement, leaves no folder and answers what it did', async () => {
    const { pool, folder, dispose } = await makePool(1, 1000)
    const kernel = await pool.open(1, never)
    await kernel.createTable('t', numbers)
    await kernel.land('t', ipcOf(numbers, [['1'], [null]]))
    const running = failure(texts(kernel, SLOW, 1))
    const statistics = await kernel.close()
    expect((await running).code).toBe('CANCELED')
    expect(statistics.landed_rows).toBe(2)
    expect(await kernel.close()).toEqual(statistics)
    expect((await failure(texts(kernel, 'SELECT 1', 1))).code).toBe('CANCELED')
    expect(readdirSync(folder)).toEqual([])
    expect(pool.usage()).toEqual({ used: 0, total: 1 })
    await dispose()
  })

  it('fails what is pending with WORKER_LOST when the thread dies, and the pool goes on', async () => {
    const threads: Worker[] = []
    const remember = (worker: Worker): void => void threads.push(worker)
    process.on('worker', remember)
    const { pool, folder, dispose } = await makePool(1, 1000)
    const kernel = await pool.open(1, never)
    process.off('worker', remember)
    const running = failure(texts(kernel, LONG_STEP, 1))
    const waiting = failure(kernel.createTable('t', numbers))
    let exited = false
    threads[0]?.once('exit', () => {
      exited = true
    })
    // Inside DuckDB's binding it would take the process along: by then it is there for moments, 5 ms apart.
    setTimeout(() => void threads[0]?.terminate(), 400)
    expect((await running).code).toBe('WORKER_LOST')
    expect(exited).toBe(false)
    expect((await waiting).code).toBe('WORKER_LOST')
    expect((await failure(kernel.createTable('t2', numbers))).code).toBe('WORKER_LOST')
    await kernel.close()
    expect(exited).toBe(false)
    expect(pool.usage()).toEqual({ used: 1, total: 1 })
    const next = await pool.open(1, never)
    expect(exited).toBe(true)
    expect(readdirSync(folder)).toEqual([])
    expect(await texts(next, `SELECT 'alive'`, 1)).toEqual([['alive']])
    await next.close()
    await dispose()
  }, 120_000)
})

describe('kernels opened together', () => {
  it('wait until there are slots for all of them, and give them back when the last is closed', async () => {
    const { pool, dispose } = await makePool(4, 1000)
    const one = await pool.open(2, never)
    const three = pool.openTogether(3, never)
    const later = pool.open(1, never)
    expect(pool.usage()).toEqual({ used: 2, total: 4 })
    await one.close()
    const [first, ...others] = await three
    const last = await later
    expect(pool.usage()).toEqual({ used: 4, total: 4 })
    expect(await Promise.all([first, ...others].map((kernel) => kernel && texts(kernel, `SELECT 'a'`, 1)))).toEqual(
      Array(3).fill([['a']]),
    )
    await Promise.all(others.map((kernel) => kernel.close()))
    expect(pool.usage()).toEqual({ used: 4, total: 4 })
    await first?.close()
    expect(pool.usage()).toEqual({ used: 1, total: 4 })
    await last.close()
    await dispose()
  })

  it('say what they did, however busy the thread is that asks', async () => {
    const { pool, dispose } = await makePool(4, 1000)
    const landed: number[] = []
    for (let round = 0; round < 25; round += 1) {
      const kernels = await pool.openTogether(4, never)
      for (const kernel of kernels) {
        await kernel.createTable('t', numbers)
        await kernel.land('t', ipcOf(numbers, [['1'], ['2']]))
      }
      const closing = kernels.map((kernel) => kernel.close())
      for (const until = performance.now() + 5; performance.now() < until; );
      for (const { landed_rows } of await Promise.all(closing)) landed.push(landed_rows)
    }
    expect(landed).toEqual(Array(100).fill(2))
    await dispose()
  })

  it('leave no slot taken when they are no longer wanted', async () => {
    const { pool, dispose } = await makePool(3, 1000)
    const one = await pool.open(1, never)
    const stop = new AbortController()
    const waiting = failure(pool.openTogether(3, stop.signal))
    stop.abort(new AjnaError('CANCELED', 'no longer'))
    expect((await waiting).code).toBe('CANCELED')
    await one.close()
    const opening = new AbortController()
    const opened = failure(pool.openTogether(3, opening.signal))
    opening.abort(new AjnaError('CANCELED', 'no longer'))
    expect((await opened).code).toBe('CANCELED')
    expect(pool.usage()).toEqual({ used: 0, total: 3 })
    expect((await failure(pool.openTogether(4, never))).code).toBe('INTERNAL')
    await dispose()
  })

  it('take each its share of the rows of a table', async () => {
    const { pool, dispose } = await makePool(3, 1000)
    const kernels = await pool.openTogether(3, never)
    const ipc = ipcOf(numbers, [...Array.from({ length: 5000 }, (_, index) => [String(index % 700)]), [null], [null]])
    const counted = await Promise.all(
      kernels.map(async (kernel, index) => {
        await kernel.createTable('t', numbers, { column: 0, index, count: 3 })
        await kernel.land('t', ipc.slice())
        await kernel.createUnionView('v', ['t'], numbers)
        const sql = `SELECT count(*)::VARCHAR, count(DISTINCT i)::VARCHAR, count(*) FILTER (WHERE i IS NULL)::VARCHAR FROM v`
        const [row = []] = await texts(kernel, sql, 3)
        return { numbers: row.map(Number), landed: (await kernel.close()).landed_rows }
      }),
    )
    const sum = (position: number): number => counted.reduce((all, one) => all + (one.numbers[position] ?? 0), 0)
    expect([sum(0), sum(1)]).toEqual([5002, 700])
    expect(counted.map(({ numbers: [, , nulls] }) => nulls)).toEqual([2, 0, 0])
    expect(counted.map(({ landed }) => landed)).toEqual(counted.map(({ numbers: [rows] }) => rows))
    await dispose()
  })
})

describe('the instance of a thread', () => {
  /** True when the next kernel has the instance of one that has been used so. */
  async function isKept(use: (kernel: Kernel) => Promise<unknown>): Promise<boolean> {
    const { pool, folder, dispose } = await makePool(1, 150)
    const first = await pool.open(1, never)
    const name = await folderOf(first)
    await use(first)
    await first.close()
    expect(readdirSync(folder)).toEqual([])
    const second = await pool.open(1, never)
    const left = `SELECT (SELECT count(*) FROM duckdb_tables())::VARCHAR || (SELECT count(*) FROM duckdb_views() WHERE NOT internal)`
    expect(await texts(second, left, 1)).toEqual([['00']])
    await second.createTable('t', numbers)
    await second.land('t', ipcOf(numbers, [['7']]))
    expect(await texts(second, 'SELECT i::VARCHAR FROM t', 1)).toEqual([['7']])
    const same = (await folderOf(second)) === name
    await second.close()
    await dispose()
    return same
  }

  it('is kept, emptied, after a query that ended well', async () => {
    const kept = await isKept(async (kernel) => {
      await kernel.createTable('t', numbers)
      await kernel.createTable('t2', numbers)
      await kernel.createTable('t3', numbers)
      await kernel.land('t', ipcOf(numbers, [['1'], [null]]))
      await kernel.createUnionView('v', ['t', 't2'], numbers)
      await kernel.dropTable('t3')
      expect(await texts(kernel, 'SELECT count(*)::VARCHAR FROM v', 1)).toEqual([['2']])
    })
    expect(kept).toBe(true)
  })

  it('waits while queries of other sizes run', async () => {
    const { pool, dispose } = await makePool(2, 300)
    const folderAfterUse = async (threads: number, rows: number): Promise<string> => {
      const kernel = await pool.open(threads, never, rows)
      const folder = await folderOf(kernel)
      await kernel.close()
      return folder
    }
    const first = await folderAfterUse(1, 10)
    const others = [await folderAfterUse(2, 10), await folderAfterUse(1, 1_000_000)]
    expect(await folderAfterUse(2, 10)).toBe(others[0])
    expect(others).not.toContain(first)
    expect([first, others[1]]).toContain(await folderAfterUse(1, 10))
    await dispose()
  })

  it.each<[string, (kernel: Kernel) => Promise<unknown>]>([
    ['failed', (kernel) => failure(texts(kernel, `SELECT error('no')`, 1))],
    ['was interrupted', (kernel) => Promise.resolve(kernel.interrupt())],
    ['was left before its end', (kernel) => leftEarly(kernel)],
    ['spilled', (kernel) => texts(kernel, SPILLING, 1)],
    ['had many rows', (kernel) => manyRows(kernel)],
  ])('is closed after a query that %s', async (_, use) => {
    expect(await isKept(use)).toBe(false)
  })
})

async function leftEarly(kernel: Kernel): Promise<void> {
  const sql = 'SELECT i::VARCHAR FROM range(1000000) t(i)'
  for await (const _ of kernel.run({ sql, parameters: [], fields: [{ name: 'c0', type: STRING, nullable: true }] }))
    break
}

async function manyRows(kernel: Kernel): Promise<void> {
  await kernel.createTable('t', numbers)
  await kernel.land(
    't',
    ipcOf(
      numbers,
      Array.from({ length: 100_001 }, () => ['1']),
    ),
  )
}

const SPILLING = `SELECT count(*)::VARCHAR FROM (SELECT md5(i::VARCHAR) s, count(*) n FROM range(4000000) t(i) GROUP BY s)`

describe('memory', () => {
  it('spills what does not fit, and says how much', async () => {
    const { pool, dispose } = await makePool(1, 150)
    const kernel = await pool.open(1, never)
    expect(await texts(kernel, SPILLING, 1)).toEqual([['4000000']])
    expect((await kernel.close()).spilled_bytes).toBeGreaterThan(1_000_000)
    await dispose()
  }, 60_000)

  it('fails with RESOURCES_EXHAUSTED, naming max_memory_mb, when spilling cannot help', async () => {
    const { pool, dispose } = await makePool(1, 64)
    const kernel = await pool.open(1, never)
    const { code, message } = await failure(
      texts(kernel, `SELECT length(list(i)::VARCHAR)::VARCHAR FROM range(30000000) t(i)`, 1),
    )
    expect(code).toBe('RESOURCES_EXHAUSTED')
    expect(message).toContain('max_memory_mb (64)')
    await kernel.close()
    await dispose()
  }, 60_000)
})

describe('spilling and progress', () => {
  it('fails with RESOURCES_EXHAUSTED, naming max_spill_mb, when more would be spilled than may be', async () => {
    const { pool, dispose } = await makePool(1, 100, 4)
    const kernel = await pool.open(1, never)
    const sql = `SELECT count(*)::VARCHAR FROM (SELECT md5(i::VARCHAR) s, count(*) n FROM range(4000000) t(i) GROUP BY s)`
    const { code, message } = await failure(texts(kernel, sql, 1))
    expect({ code, message }).toMatchObject({ code: 'RESOURCES_EXHAUSTED' })
    expect(message).toContain('max_spill_mb (4)')
    expect(await texts(kernel, `SELECT 'still here'`, 1)).toEqual([['still here']])
    await kernel.close()
    await dispose()
  }, 60_000)

  it('says how far a statement has come', async () => {
    const { pool, dispose } = await makePool(1, 1000)
    const kernel = await pool.open(1, never)
    const told: number[] = []
    kernel.onProgress((fraction) => told.push(fraction))
    await kernel.createTable('t', numbers)
    const rows = Array.from({ length: 100_000 }, (_, row) => [String(row)])
    for (let batch = 0; batch < 6; batch += 1) await kernel.land('t', ipcOf(numbers, rows))
    await texts(kernel, `SELECT max(md5(md5(md5(md5(i::VARCHAR)))))::VARCHAR FROM t`, 1)
    expect(told.length).toBeGreaterThan(0)
    expect([...told].sort((a, b) => a - b)).toEqual(told)
    expect(told.every((fraction) => fraction > 0 && fraction <= 1)).toBe(true)
    await kernel.close()
    await dispose()
  }, 60_000)
})

describe('admission', () => {
  it('never hands out more threads than there are, first come first served', async () => {
    const { pool, dispose } = await makePool(2, 500)
    const first = await pool.open(1, never)
    const order: string[] = []
    const wide = pool.open(2, never).then((kernel) => {
      order.push('wide')
      return kernel
    })
    const narrow = pool.open(1, never).then((kernel) => {
      order.push('narrow')
      return kernel
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(order).toEqual([])
    expect(pool.usage()).toEqual({ used: 1, total: 2 })
    await first.close()
    const second = await wide
    expect(pool.usage().used).toBe(2)
    await second.close()
    await (await narrow).close()
    expect(order).toEqual(['wide', 'narrow'])
    await dispose()
  })

  it('gives a waiting query up when its signal aborts, and lets the next one in', async () => {
    const { pool, dispose } = await makePool(2, 500)
    const first = await pool.open(1, never)
    const stop = new AbortController()
    const canceled = failure(pool.open(2, stop.signal))
    const narrow = pool.open(1, never)
    stop.abort()
    expect((await canceled).code).toBe('CANCELED')
    await (await narrow).close()
    await first.close()
    expect((await failure(pool.open(1, AbortSignal.abort()))).code).toBe('CANCELED')
    expect(pool.usage().used).toBe(0)
    await dispose()
  })

  it('clamps what asks for more threads than there are', async () => {
    const { pool, dispose } = await makePool(1, 500)
    const kernel = await pool.open(16, never)
    expect(await texts(kernel, `SELECT current_setting('threads')::VARCHAR`, 1)).toEqual([['1']])
    await kernel.close()
    await dispose()
  })

  it('ends everything when it is closed', async () => {
    const { pool, folder, dispose } = await makePool(1, 500)
    const kernel = await pool.open(1, never)
    const running = failure(texts(kernel, SLOW, 1))
    const waiting = failure(pool.open(1, never))
    await pool.close()
    expect((await running).code).toBe('CANCELED')
    expect((await waiting).code).toBe('CANCELED')
    expect(readdirSync(folder)).toEqual([])
    await dispose()
  })

  it('sweeps what a dead process and a dead namesake of this one left, and nothing else', async () => {
    const { folder, pool, dispose } = await makePool(1, 500)
    const live = await pool.open(1, never)
    const liveFolder = await folderOf(live)
    mkdirSync(join(folder, liveFolder))
    for (const name of ['kernel-999999999-dead', `kernel-${process.pid}-before`, 'kernel-1-init', 'other']) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'spill.tmp'), 'x')
    }
    const second = createKernelPool({ maxThreads: 1, maxMemoryMb: 500, maxSpillMb: null, tempFolder: folder })
    await (await second.open(1, never)).close()
    await second.close()
    expect(readdirSync(folder).sort()).toEqual(['kernel-1-init', liveFolder, 'other'].sort())
    await live.close()
    await dispose()
  })
})
