import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { datasourcesFromObject, engineConfigFromObject } from '#config'
import { delay } from '#core'
import { FINAL_STATES, type Manifest, type Submission } from '#results'
import { createTelemetry } from '#telemetry'
import { startInProcess } from './in-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'ajna-performance-'))
afterAll(() => rmSync(folder, { recursive: true }))

const never = new AbortController().signal
const PAIRS = 'generate_series(1, 100000) AS a(i), generate_series(1, 100000) AS b(j)'
/** Runs until it is stopped. */
const ENDLESS = `SELECT count(*) AS n FROM ${PAIRS} WHERE a.i * b.j % 7 = 3`

/** The engine with these keys of `performance:`, its log in a file and its metrics at hand. */
async function start(name: string, performance: Readonly<Record<string, number>>) {
  const path = join(folder, `${name}.log`)
  const config = engineConfigFromObject({
    performance,
    query: { max_limit: 200_000 },
    logging: { level: 'WARNING', log_to_console: false, log_to_file: true, log_file_path: path },
  })
  const { logging, tracing } = config
  const telemetry = await createTelemetry({ logging, tracing, service: 'test', version: '0.0.0' })
  const cluster = await startInProcess({ datasources: datasourcesFromObject({ sources: {} }), config, telemetry })
  const { queries } = cluster.coordinator
  return {
    queries,
    metrics: telemetry.metrics,
    async ended(submission: Submission): Promise<Manifest> {
      const { query_id } = await queries.submit(submission, null)
      let manifest = await queries.wait(query_id, 60, never)
      while (!FINAL_STATES.has(manifest.state)) manifest = await queries.wait(query_id, 60, never)
      return manifest
    },
    /** Lines of the log, once the engine has ended. */
    async logged(): Promise<readonly Readonly<Record<string, unknown>>[]> {
      await cluster.close()
      await telemetry.close()
      const lines = readFileSync(path, 'utf8').split('\n')
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
    },
  }
}

function submission(sql: string, timeoutSeconds: number): Submission {
  return {
    sql,
    query: null,
    parameters: {},
    default_connection_id: null,
    pushdown: 'auto',
    verify: false,
    name: 'of a test',
    tags: {},
    priority: 5,
    timeout_seconds: timeoutSeconds,
    caller: 'test',
    traceparent: null,
    body_hash: '',
  }
}

const AN_HOUR = 3600

test.each([
  ['longer than both', 0.4, 0.8, ['query very slow']],
  ['longer than the warning', 0.4, AN_HOUR, ['query slow']],
  ['shorter than both', AN_HOUR, AN_HOUR, []],
])('a query that runs %s thresholds of slow queries: %s and %s s', async (name, warning, critical, expected) => {
  const engine = await start(name, { slow_query_warning_seconds: warning, slow_query_critical_seconds: critical })
  const { query_id, state } = await engine.ended(submission(ENDLESS, 1))
  expect(state).toBe('FAILED')
  const lines = await engine.logged()
  expect(lines.map(({ msg }) => msg)).toEqual(expected)
  const seconds = expect.toSatisfy((value: number) => value >= 1, 'its seconds')
  const line = { level: 'warn', query_id, name: 'of a test', state: 'FAILED', code: 'TIMEOUT', seconds }
  expect(lines).toMatchObject(expected.map(() => line))
})

test('a query that succeeds is as slow as one that fails', async () => {
  const engine = await start('succeeds', { slow_query_warning_seconds: 0, slow_query_critical_seconds: AN_HOUR })
  await engine.ended(submission('SELECT 1 AS one', 60))
  expect(await engine.logged()).toMatchObject([{ msg: 'query slow', state: 'SUCCEEDED', rows: 1 }])
})

test.each([
  [1, 1],
  [100, Math.min(4, availableParallelism())],
])('max_cpu_percent: %i gives the kernel of one query %i threads', async (percent, threads) => {
  const engine = await start(`cpu-${percent}`, { max_cpu_percent: percent, max_parallel_workers: 8 })
  const { query_id } = await engine.queries.submit(submission(ENDLESS, 60), null)
  const used = async (): Promise<number> => {
    const gauge = /^ajna_kernel_threads_used\S* (\d+)/m.exec(await engine.metrics.scrape())
    return Number(gauge?.[1])
  }
  while ((await used()) === 0) await delay(10)
  expect(await used()).toBe(threads)
  await engine.queries.cancel(query_id)
  await engine.logged()
})
