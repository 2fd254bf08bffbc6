import { once } from 'node:events'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { engineConfigFromObject } from '#config'
import { ConfigurationError } from '#core'
import { createTelemetry, noTelemetry, type Telemetry } from '#telemetry'

async function logFile(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'ajna-log-')), 'deep', 'engine.log')
}

function open(logging: object, tracing: object = {}): Promise<Telemetry> {
  const config = engineConfigFromObject({ logging: { log_to_console: false, ...logging }, tracing })
  return createTelemetry({ logging: config.logging, tracing: config.tracing, service: 'worker', version: '1.2.3' })
}

describe('logs', () => {
  test('JSON lines in the file, from the level on, without a secret', async () => {
    const path = await logFile()
    const telemetry = await open({ level: 'INFO', log_to_file: true, log_file_path: path })
    const secret = 'hunter2'
    const cause = new Error(`connect postgresql://joe:${secret}@db:5432/x`)
    const { logger } = telemetry
    logger.debug('not told')
    logger.info(`opened mysql://joe:${secret}@db/x`, { password: secret, authToken: secret, rows: 3, uri: secret })
    logger.child({ query_id: 'q_1', api_key: secret }).warn(`password=${secret} Authorization: Bearer ${secret}-token`)
    logger.error('failed', new Error(`token: "${secret}"`, { cause }), { source: 'users' })
    logger.error('failed', `thrown text with pwd=${secret}`)
    await telemetry.close()
    const text = await readFile(path, 'utf8')
    expect(text).not.toContain(secret)
    const lines = text
      .trim()
      .split('\n')
      .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)))
    expect(lines.map(({ level }) => level)).toEqual(['info', 'warn', 'error', 'error'])
    expect(lines[0]).toMatchObject({
      service: 'worker',
      version: '1.2.3',
      msg: 'opened mysql://***@db/x',
      password: '***',
      rows: 3,
    })
    expect(lines[1]).toMatchObject({ query_id: 'q_1', api_key: '***' })
    expect(lines[2]).toMatchObject({
      source: 'users',
      error: { name: 'Error', cause: { message: 'connect postgresql://***@db:5432/x' } },
    })
  })

  test('a file that cannot be written is a ConfigurationError', async () => {
    const blocker = join(await mkdtemp(join(tmpdir(), 'ajna-log-')), 'file')
    await writeFile(blocker, '')
    const attempt = open({ log_to_file: true, log_file_path: join(blocker, 'engine.log') })
    await expect(attempt).rejects.toThrow(ConfigurationError)
    await expect(attempt).rejects.toThrow(/engine\.log cannot be written \((ENOTDIR|EEXIST)\).*log_file_path/)
  })
})

const otlpBody = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.unknown() })) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              name: z.string(),
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              status: z.object({ code: z.number(), message: z.string().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
})

async function otlpReceiver() {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    bodies.push(`${request.url}\n${Buffer.concat(chunks).toString('utf8')}`)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const spans = () =>
    bodies
      .flatMap((body) => otlpBody.parse(JSON.parse(body.slice(body.indexOf('\n') + 1))).resourceSpans)
      .flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans))
  return { url: `http://127.0.0.1:${port}/api/traces`, bodies, spans, close: () => server.close() }
}

describe('traces', () => {
  test('a tree of spans, across a process boundary, reaches the collector', async () => {
    const receiver = await otlpReceiver()
    const telemetry = await open({}, { enabled: true, endpoint: receiver.url, service_name: 'club' })
    let handedOver: string | null = null
    await telemetry.tracer.span('query', async (query) => {
      query.set('rows', 3)
      await telemetry.tracer.span('plan', async (plan) => plan.set('sql', 'from mysql://u:hunter2@h/d'))
      handedOver = query.traceparent
    })
    const failing = telemetry.tracer.span(
      'fetch',
      async () => Promise.reject(new Error('password=hunter2')),
      handedOver,
    )
    await expect(failing).rejects.toThrow('password=hunter2')
    await telemetry.close()
    receiver.close()

    const spans = receiver.spans()
    const named = (name: string) => spans.find((span) => span.name === name)
    const query = named('query')
    expect(spans).toHaveLength(3)
    expect(handedOver).toBe(`00-${query?.traceId}-${query?.spanId}-01`)
    expect(query?.parentSpanId).toBeUndefined()
    expect(named('plan')).toMatchObject({ traceId: query?.traceId, parentSpanId: query?.spanId })
    expect(named('fetch')).toMatchObject({ traceId: query?.traceId, parentSpanId: query?.spanId, status: { code: 2 } })
    expect(receiver.bodies.join()).toContain('/api/traces')
    expect(receiver.bodies.join()).toContain('"club"')
    expect(receiver.bodies.join()).not.toContain('hunter2')
  })

  test('a sample rate of 0 records nothing, but a sampled parent is followed', async () => {
    const receiver = await otlpReceiver()
    const telemetry = await open({}, { enabled: true, endpoint: receiver.url, sample_rate: 0 })
    await telemetry.tracer.span('dropped', async () => {})
    const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    await telemetry.tracer.span('kept', async () => {}, parent)
    await telemetry.close()
    receiver.close()
    expect(receiver.spans()).toMatchObject([{ name: 'kept', traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) }])
  })

  test('log lines inside a span carry its trace', async () => {
    const receiver = await otlpReceiver()
    const path = await logFile()
    const telemetry = await open({ log_to_file: true, log_file_path: path }, { enabled: true, endpoint: receiver.url })
    const traceparent = await telemetry.tracer.span('query', async (span) => {
      telemetry.logger.info('inside')
      return span.traceparent
    })
    telemetry.logger.info('outside')
    await telemetry.close()
    receiver.close()
    const [inside, outside] = (await readFile(path, 'utf8')).trim().split('\n')
    expect(traceparent).toContain(JSON.parse(inside ?? '{}').trace_id)
    expect(outside).not.toContain('trace_id')
  })

  test('a collector that is down fails neither the work nor the shutdown', async () => {
    const telemetry = await open({}, { enabled: true, endpoint: 'http://127.0.0.1:9/none' })
    expect(await telemetry.tracer.span('query', async () => 42)).toBe(42)
    await telemetry.close()
  })
})

/** Reads Prometheus text (version 0.0.4) strictly: every sample has a TYPE above it. */
function parseMetrics(text: string): Map<string, number> {
  const types = new Set<string>()
  const samples = new Map<string, number>()
  for (const line of text.trim().split('\n')) {
    const type = /^# TYPE ([a-z_]+) (counter|gauge|histogram)$/.exec(line)
    if (type?.[1] !== undefined) types.add(type[1])
    if (line.startsWith('#')) continue
    const sample = /^([a-z_]+)(\{(?:[a-z_]+="[^"]*",?)*\})? (\S+)$/.exec(line)
    if (sample === null) throw new Error(`not a sample: ${line}`)
    const [, name = '', labels = '', value] = sample
    if (!types.has(name) && !types.has(name.replace(/_(bucket|sum|count)$/, ''))) throw new Error(`no TYPE: ${line}`)
    samples.set(`${name}${labels}`, Number(value))
  }
  return samples
}

describe('metrics', () => {
  test('a scrape is Prometheus text with what was measured', async () => {
    const { metrics } = await open({})
    metrics.queryFinished('SUCCEEDED', 0.2, 10)
    metrics.queryFinished('SUCCEEDED', 0.4, 5)
    metrics.queryFinished('FAILED', 1, 0)
    metrics.fetchFinished('users', 'completed', 0.1, 100, 4096)
    metrics.fetchFinished('users', 'retried', 0.1, 0, 0)
    let depth = 7
    metrics.gauge('ajna_queue_depth', 'Tasks that wait.', () => depth)
    expect(parseMetrics(await metrics.scrape()).get('ajna_queue_depth')).toBe(7)
    depth = 8
    const samples = parseMetrics(await metrics.scrape())
    expect(samples.get('ajna_queue_depth')).toBe(8)
    expect(samples.get('ajna_queries_total{state="SUCCEEDED"}')).toBe(2)
    expect(samples.get('ajna_query_rows_total{state="SUCCEEDED"}')).toBe(15)
    expect(samples.get('ajna_query_duration_seconds_bucket{state="SUCCEEDED",le="0.25"}')).toBe(1)
    expect(samples.get('ajna_query_duration_seconds_count{state="FAILED"}')).toBe(1)
    expect(samples.get('ajna_fetches_total{source="users",outcome="retried"}')).toBe(1)
    expect(samples.get('ajna_fetch_bytes_total{source="users"}')).toBe(4096)
  })

  test('off, nothing is measured', async () => {
    const { metrics } = await open({ enable_performance_metrics: false })
    metrics.queryFinished('SUCCEEDED', 0.2, 10)
    expect(await metrics.scrape()).toBe('')
  })
})

test('noTelemetry does the work and nothing else', async () => {
  noTelemetry.logger.child({}).error('unheard', new Error('x'))
  expect(await noTelemetry.tracer.span('query', async (span) => span.traceparent)).toBeNull()
  expect(await noTelemetry.metrics.scrape()).toBe('')
})
