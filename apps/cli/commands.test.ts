import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { tableFromIPC } from 'apache-arrow'
import { beforeAll, describe, expect, test } from 'vitest'
import { VERSION } from '#engine/version'
import { ajna, type Ended, shopFolder, startAjna } from './testing/run-ajna.ts'

const SPENT = `SELECT c.name, sum(o.amount) AS spent FROM customers c JOIN orders o ON o.customer_id = c.id
  GROUP BY c.name ORDER BY c.name`
const CSV = 'name,spent\r\nAda,12.75\r\n"Grace, Rear Admiral",7\r\n'
const LONG = 60_000

let folder: string

beforeAll(async () => {
  folder = await shopFolder()
})

function query(...args: readonly string[]): Promise<Ended> {
  return ajna(folder, ['query', '--datasources', 'ds.yaml', ...args])
}

/** One clear sentence: no stack, no class name, and the code the user's script expects. */
function expectRefusal(ended: Ended, code: number, sentence: string): void {
  expect(ended.stderr).toContain(sentence)
  expect(ended.stderr).not.toMatch(/\n\s+at |Error:|node:internal|\{"level"/)
  expect(ended.stdout).toBe('')
  expect(ended.code).toBe(code)
}

/** A server of the test's own in the place of a coordinator. */
async function serve(listener: RequestListener): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server of the test does not listen.')
  return { server, url: `http://127.0.0.1:${address.port}` }
}

describe('ajna query in one process', () => {
  test(
    'prints a table, and what it took on standard error',
    async () => {
      const { code, stdout, stderr } = await query(SPENT)
      expect(stdout).toBe(
        [
          'name                 spent',
          '───────────────────  ─────',
          'Ada                  12.75',
          'Grace, Rear Admiral      7',
          '',
        ].join('\n'),
      )
      expect(stderr).toMatch(/^2 rows in \d+\.\d\d s {2}q_[0-9a-f]+\n$/)
      expect(code).toBe(0)
    },
    LONG,
  )

  test(
    'writes CSV, JSON lines and JSON',
    async () => {
      const [csv, ndjson, json] = await Promise.all([
        query('--quiet', '--format', 'csv', SPENT),
        query('--format', 'ndjson', SPENT),
        query('--format', 'json', SPENT),
      ])
      expect(csv).toMatchObject({ code: 0, stderr: '', stdout: CSV })
      expect(
        ndjson.stdout
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual([
        { name: 'Ada', spent: 12.75 },
        { name: 'Grace, Rear Admiral', spent: 7 },
      ])
      expect(JSON.parse(json.stdout).rows).toEqual([
        ['Ada', 12.75],
        ['Grace, Rear Admiral', 7],
      ])
    },
    LONG,
  )

  test(
    'writes Arrow to standard output and Parquet to a file that it can read back',
    async () => {
      const arrow = await query('--format', 'arrow', SPENT)
      expect(
        tableFromIPC(arrow.bytes)
          .toArray()
          .map((row) => row.toJSON()),
      ).toEqual([
        { name: 'Ada', spent: 12.75 },
        { name: 'Grace, Rear Admiral', spent: 7 },
      ])
      const parquet = await query('--format', 'parquet', '--output', 'spent.parquet', SPENT)
      expect(parquet).toMatchObject({ code: 0, stdout: '' })
      await writeFile(join(folder, 'spent.yaml'), 'sources:\n  spent: { type: parquet, path: spent.parquet }\n')
      const back = await ajna(folder, [
        'query',
        '--datasources',
        'spent.yaml',
        '--format',
        'csv',
        'SELECT spent FROM spent ORDER BY 1',
      ])
      expect(back.stdout).toBe('spent\r\n7\r\n12.75\r\n')
    },
    LONG,
  )

  test(
    'takes SQL from a file with parameters, also a value with = and a line break, and saves a table',
    async () => {
      await writeFile(join(folder, 'q.sql'), 'SELECT name, CAST(:note AS text) AS note FROM customers WHERE id = :id\n')
      const ended = await query('--file', 'q.sql', '-p', 'id=1', '--parameter', 'note=a=b\nc', '--output', 'table.txt')
      expect(ended).toMatchObject({ code: 0, stdout: '' })
      expect(await readFile(join(folder, 'table.txt'), 'utf8')).toContain('Ada   a=b c')
    },
    LONG,
  )

  test(
    'runs the QueryRequest that ajna convert made',
    async () => {
      const converted = await ajna(folder, ['convert', '--datasources', 'ds.yaml', SPENT])
      expect(converted.code).toBe(0)
      await writeFile(join(folder, 'q.json'), converted.stdout)
      const ended = await query('--query', 'q.json', '--format', 'csv')
      expect(ended.stdout).toBe(CSV)
    },
    LONG,
  )

  test(
    'ends quietly when nobody reads on',
    async () => {
      const running = startAjna(folder, [
        'query',
        '--datasources',
        'ds.yaml',
        '--format',
        'csv',
        'SELECT a.n FROM numbers a LIMIT 3000',
      ])
      running.child.stdout?.destroy()
      expect(await running.ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining('EPIPE') })
    },
    LONG,
  )
})

test(
  'Ctrl-C while a query is being submitted cancels it all the same',
  async () => {
    let interrupt: (() => void) | undefined
    let state = 'QUEUED'
    const { server, url } = await serve(async ({ method }, response) => {
      if (method === 'POST') {
        interrupt?.()
        await delay(300)
      }
      if (method === 'DELETE') state = 'CANCELED'
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ query_id: 'q_1', state, message: null, progress: null, error: null }))
    })
    const running = startAjna(folder, ['query', '--coordinator', url, 'SELECT 1'])
    interrupt = () => running.child.kill('SIGINT')
    const ended = await running.ended
    server.close()
    expect(ended).toMatchObject({ code: 130, stdout: '', stderr: 'Query q_1 was canceled.\n' })
    expect(state).toBe('CANCELED')
  },
  LONG,
)

describe('what it asks about', () => {
  test(
    'explain shows the fragments as text and as JSON',
    async () => {
      const text = await ajna(folder, ['explain', '--datasources', 'ds.yaml', SPENT])
      expect(text).toMatchObject({ code: 0, stdout: expect.stringContaining('customers') })
      const json = await ajna(folder, ['explain', '--json', '--datasources', 'ds.yaml', SPENT])
      expect(JSON.stringify(JSON.parse(json.stdout))).toContain('orders')
      const verified = await ajna(folder, ['query', '--datasources', 'ds.yaml', '--verify', '--format', 'csv', SPENT])
      expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining(',') })
    },
    LONG,
  )

  test(
    'validate answers with 0 or 2',
    async () => {
      const valid = await ajna(folder, ['validate', '--datasources', 'ds.yaml', SPENT])
      expect(valid.code).toBe(0)
      expect(JSON.parse(valid.stdout).valid).toBe(true)
      const invalid = await ajna(folder, ['validate', '--datasources', 'ds.yaml', 'SELECT nam FROM customers'])
      expect(invalid.code).toBe(2)
      expect(JSON.parse(invalid.stdout).valid).toBe(false)
      expect(invalid.stdout).toContain('nam')
    },
    LONG,
  )

  test(
    'sources lists the sources, and the tables of one',
    async () => {
      const all = await ajna(folder, ['sources'], { AJNA_DATASOURCES: 'ds.yaml' })
      expect(all.code).toBe(0)
      expect(
        all.stdout
          .split('\n')
          .slice(2, 5)
          .map((line) => line.split(/ +/).slice(0, 2)),
      ).toEqual([
        ['customers', 'sqlite'],
        ['orders', 'file'],
        ['numbers', 'file'],
      ])
      const one = await ajna(folder, ['sources', 'customers', '--datasources', 'ds.yaml'])
      expect(one).toMatchObject({ code: 0, stdout: expect.stringContaining('customers') })
    },
    LONG,
  )

  test(
    'consistency goes with the statement',
    async () => {
      const asked = ['query', '--datasources', 'ds.yaml', '--format', 'csv', SPENT, '--consistency']
      expect((await ajna(folder, [...asked, 'per_split'])).code).toBe(0)
      expectRefusal(await ajna(folder, [...asked, 'none']), 2, 'consistency')
    },
    LONG,
  )

  test(
    'config check says valid, or lists every problem of both files with its line',
    async () => {
      const valid = await ajna(folder, ['config', 'check', '--datasources', 'ds.yaml'])
      expect(valid).toMatchObject({ code: 0, stdout: 'The configuration is valid.\n' })
      await writeFile(join(folder, 'bad.yaml'), 'sources:\n  a: { type: postgers, host: h }\n  b: { type: csv }\n')
      await writeFile(join(folder, 'bad-engine.yaml'), 'query:\n  default_limits: 5\n')
      const invalid = await ajna(folder, [
        'config',
        'check',
        '--datasources',
        'bad.yaml',
        '--engine',
        'bad-engine.yaml',
      ])
      expectRefusalLines(invalid, ['bad.yaml:2', 'bad.yaml:3', 'bad-engine.yaml:2'])
    },
    LONG,
  )

  test(
    'help and version',
    async () => {
      expect(await ajna(folder, ['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('ajna query') })
      expect(await ajna(folder, ['--version'])).toMatchObject({ code: 0, stdout: `ajna ${VERSION}\n` })
    },
    LONG,
  )
})

function expectRefusalLines(ended: Ended, places: readonly string[]): void {
  const lines = ended.stderr.trimEnd().split('\n')
  expect(lines.length).toBe(places.length)
  for (const [index, place] of places.entries()) expect(lines[index]).toContain(`error: ${place}`)
  expect(ended.code).toBe(2)
}

describe('one clear sentence and the exit code', () => {
  test.each([
    [['frobnicate'], 'There is no command "frobnicate". See "ajna help".'],
    [['toString'], 'There is no command "toString".'],
    [['query', '--frobnicate'], "Unknown option '--frobnicate'"],
    [['query', 'SELECT 1'], 'Name the sources with --datasources FILE'],
    [['query', '--datasources', 'ds.yaml'], 'Give the SQL in quotes'],
    [['query', '--datasources', 'none.yaml', 'SELECT 1'], 'none.yaml: The file does not exist.'],
    [['query', '--datasources', 'ds.yaml', '--file', 'none.sql'], 'none.sql cannot be read'],
    [['query', '--datasources', 'ds.yaml', '--query', 'orders.csv'], 'orders.csv is not JSON'],
    [['query', '--datasources', 'ds.yaml', '--format', 'xls', 'SELECT 1'], '--format is one of table'],
    [['query', '--datasources', 'ds.yaml', '--priority', 'high', 'SELECT 1'], '--priority is a number, not "high"'],
    [
      ['query', '--datasources', 'ds.yaml', '-p', 'x', 'SELECT 1'],
      '--param takes name=value or name:type=value, not "x"',
    ],
    [['query', '--datasources', 'ds.yaml', 'SELEC 1'], 'SELEC 1\n^'],
    [['query', '--datasources', 'ds.yaml', 'SELECT * FROM costumers'], 'customers'],
    [['query', '--datasources', 'ds.yaml', '--output', 'no/where', 'SELECT 1'], 'no/where cannot be written'],
    [['submit', '--datasources', 'ds.yaml', 'SELECT 1'], 'name it with --coordinator URL'],
    [['config'], 'Say "ajna config check".'],
    [['up', '--datasources', 'none.yaml'], 'none.yaml: The file does not exist.'],
    [['up', '--datasources', 'ds.yaml', '--concurrency', '0'], '--concurrency is a whole number from 1 to 256'],
    [['worker', '--datasources', 'ds.yaml'], 'Name the queue with --queue'],
    [['coordinator', '--datasources', 'ds.yaml', '--queue', 'redis://127.0.0.1:1'], 'Set AJNA_CLUSTER_KEY'],
  ])(
    '%j is bad input: 2',
    async (args, sentence) => {
      expectRefusal(await ajna(folder, args), 2, sentence)
    },
    LONG,
  )

  test(
    'a query that fails at its data: 1',
    async () => {
      expectRefusal(await query('SELECT 1 / (id - 1) FROM customers'), 1, 'division by zero')
    },
    LONG,
  )

  test(
    'no coordinator, another server, and no queue: 3',
    async () => {
      const nobody = await ajna(folder, ['sources', '--coordinator', 'http://127.0.0.1:1'])
      expectRefusal(nobody, 3, 'No coordinator answers at http://127.0.0.1:1')
      const noQueue = await ajna(folder, ['worker', '--datasources', 'ds.yaml', '--queue', 'redis://127.0.0.1:1'], {
        AJNA_CLUSTER_KEY: 'k'.repeat(32),
      })
      expectRefusal(noQueue, 3, 'redis://127.0.0.1:1 does not answer')
      const other = await serve((_, response) => response.end('<html>'))
      const wrong = await ajna(folder, ['workers', '--coordinator', other.url])
      other.server.close()
      expectRefusal(wrong, 3, 'is not a coordinator of ajna')
    },
    LONG,
  )
})
