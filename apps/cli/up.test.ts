import { execFileSync } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { delay } from '#core'
import { ApiClient, sendTo } from './api-client.ts'
import { ajna, type Ended, NUMBERS, type Running, shopFolder, startAjna } from './testing/run-ajna.ts'

/** A query as lists show it. */
interface Named {
  readonly name: string | null
}

const LONG = 120_000
/** Runs until it is canceled. */
const ENDLESS = 'SELECT sum(a.n * b.n % 7 + c.n) FROM numbers a CROSS JOIN numbers b CROSS JOIN numbers c'
/** Runs for a second or more. */
const SLOW = `${ENDLESS} WHERE c.n <= 10`

let folder: string

beforeAll(async () => {
  folder = await shopFolder()
})

async function up(...args: readonly string[]): Promise<{ readonly running: Running; readonly url: string }> {
  const running = startAjna(folder, ['up', '--datasources', 'ds.yaml', '--port', '0', ...args])
  const url = (await running.line('ready ')).slice('ready '.length)
  return { running, url }
}

/** The process and all that descend from it. */
function family(pid: number | undefined): number[] {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const pairs = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const members = new Set([pid])
  for (let size = 0; size < members.size; ) {
    size = members.size
    for (const [child, parent] of pairs) if (members.has(parent)) members.add(child)
  }
  return [...members].filter((member) => member !== undefined)
}

/** Which of the processes still run (a zombie does not). */
function alive(pids: readonly number[]): string[] {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,stat=,args='], { encoding: 'utf8' })
  return table.split('\n').filter((line) => {
    const [pid, state] = line.trim().split(/\s+/)
    return pids.includes(Number(pid)) && state?.startsWith('Z') === false
  })
}

async function untilGone(pids: readonly number[], ms: number): Promise<string[]> {
  const end = Date.now() + ms
  while (alive(pids).length > 0 && Date.now() < end) await delay(100)
  return alive(pids)
}

async function untilRunning(url: string, id: string): Promise<void> {
  for (;;) {
    const { stdout } = await ajna(folder, ['status', id, '--json', '--coordinator', url])
    if (JSON.parse(stdout).state === 'RUNNING') return
  }
}

describe('ajna up', () => {
  let cluster: { readonly running: Running; readonly url: string }
  const client = (...args: readonly string[]): Promise<Ended> =>
    ajna(folder, args, { AJNA_COORDINATOR_URL: cluster.url })

  beforeAll(async () => {
    cluster = await up('--workers', '2')
  })

  afterAll(async () => {
    cluster.running.child.kill('SIGKILL')
    await cluster.running.ended
  })

  test(
    'answers queries from another process',
    async () => {
      const ended = await client('query', '--format', 'csv', 'SELECT count(*) AS n FROM orders')
      expect(ended).toMatchObject({ code: 0, stdout: 'n\r\n3\r\n' })
      expect((await client('workers')).stdout.trimEnd().split('\n').length).toBe(2 + 2)
    },
    LONG,
  )

  test(
    'keeps a submitted query: status, results, cancel',
    async () => {
      const id = (await client('submit', 'SELECT name FROM customers ORDER BY id')).stdout.trim()
      expect(id).toMatch(/^q_/)
      await client('query', 'SELECT count(*) FROM customers')
      expect((await client('status', id)).stdout).toMatch(/^succeeded/)
      expect((await client('results', id, '--format', 'csv')).stdout).toBe('name\r\nAda\r\n"Grace, Rear Admiral"\r\n')
      const endless = (await client('submit', ENDLESS)).stdout.trim()
      await untilRunning(cluster.url, endless)
      expect((await client('cancel', endless)).code).toBe(0)
      expect((await client('results', endless)).code).not.toBe(0)
    },
    LONG,
  )

  test(
    'Ctrl-C cancels the query and ends with 130',
    async () => {
      const query = startAjna(folder, ['query', '--name', 'endless', ENDLESS], { AJNA_COORDINATOR_URL: cluster.url })
      const api = new ApiClient(sendTo(cluster.url, undefined))
      const running = async (): Promise<readonly Named[]> => {
        const { queries } = await api.get<{ readonly queries: readonly Named[] }>('/v1/queries?state=RUNNING')
        // One that was canceled before may still be ending.
        return queries.filter(({ name }) => name === 'endless')
      }
      while ((await running()).length === 0) await delay(100)
      query.child.kill('SIGINT')
      const ended = await query.ended
      expect(ended.stderr).toMatch(/^Query q_[0-9a-f]+ was canceled\.\n$/)
      expect(ended).toMatchObject({ code: 130, stdout: '' })
      expect(await running()).toEqual([])
    },
    LONG,
  )

  test(
    'replaces a worker that is killed, and still answers',
    async () => {
      const { stdout } = await client('workers')
      const victim = Number(/^w-\S+\s+\S+\s+(\d+)/m.exec(stdout)?.[1])
      expect(victim).toBeGreaterThan(0)
      process.kill(victim, 'SIGKILL')
      while (((await client('workers')).stdout.match(/^w-/gm) ?? []).length < 2) await delay(100)
      expect(await client('query', 'SELECT 1 AS one FROM orders')).toMatchObject({ code: 0 })
    },
    LONG,
  )

  test(
    'says in one sentence that its port is taken, and leaves no process',
    async () => {
      const other = startAjna(folder, ['up', '--datasources', 'ds.yaml', '--port', new URL(cluster.url).port])
      const ended = await other.ended
      expect(ended.stderr).toBe(`Cannot listen on ${new URL(cluster.url).host}: is another program using the port?\n`)
      expect(ended.code).toBe(2)
    },
    LONG,
  )

  test(
    'SIGINT stops every process',
    async () => {
      const pids = family(cluster.running.child.pid)
      expect(pids.length).toBeGreaterThanOrEqual(1 + 1 + 2 + 2)
      const asked = Date.now()
      cluster.running.child.kill('SIGINT')
      expect(await cluster.running.ended).toMatchObject({ code: 0, stdout: `ready ${cluster.url}\n` })
      expect(await untilGone(pids, 2_000)).toEqual([])
      expect(Date.now() - asked).toBeLessThan(15_000)
    },
    LONG,
  )
})

test(
  'the processes of a cluster that is killed are gone within 20 s',
  async () => {
    const { running } = await up()
    const pids = family(running.child.pid)
    expect(pids.length).toBeGreaterThanOrEqual(1 + 1 + 2 + 2)
    running.child.kill('SIGKILL')
    expect(await untilGone(pids, 20_000)).toEqual([])
  },
  LONG,
)

test(
  'SIGTERM lets the running query end, and its result is there for the next cluster',
  async () => {
    const store = ['--result-store', pathToFileURL(await mkdtemp(join(tmpdir(), 'ajna-store-'))).href]
    const first = await up(...store)
    const { stdout } = await ajna(folder, ['submit', SLOW, '--coordinator', first.url])
    const id = stdout.trim()
    await untilRunning(first.url, id)
    first.running.child.kill('SIGTERM')
    expect((await first.running.ended).code).toBe(0)
    const second = await up(...store)
    const result = await ajna(folder, ['results', id, '--format', 'csv', '--coordinator', second.url])
    second.running.child.kill('SIGTERM')
    expect((await second.running.ended).code).toBe(0)
    const all = Array.from({ length: NUMBERS }, (_, index) => BigInt(index + 1))
    const pairs = all.reduce((sum, a) => sum + all.reduce((row, b) => row + ((a * b) % 7n), 0n), 0n)
    const expected = pairs * 10n + BigInt(NUMBERS) * BigInt(NUMBERS) * 55n
    expect(result.stdout.split('\r\n')[1]).toBe(String(expected))
  },
  LONG,
)
