import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { datasourcesFromObject, engineConfigFromObject } from '#config'
import { createMemoryQueueService } from '#queue/memory'
import { createFolderResultStore } from '#results/folder'
import { createTelemetry } from '#telemetry'
import { startServer } from './server.ts'

const MIB = 1024 * 1024
/** What the test takes and gives back, in MiB: far more than the process holds by chance. */
const TAKEN = 512

/** A thread that holds memory until it is ended. */
async function takeMemory(): Promise<Worker> {
  const source = `const held = Buffer.alloc(${TAKEN * MIB}, 1)
    const { parentPort } = require('node:worker_threads')
    parentPort.on('message', () => parentPort.postMessage(held.length))`
  const thread = new Worker(source, { eval: true })
  thread.postMessage('how much?')
  await new Promise((resolve) => thread.once('message', resolve))
  return thread
}

test('memory beyond memory_warning_threshold_percent of max_memory_mb is warned of, once, and its end told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ajna-health-'))
  const path = join(folder, 'coordinator.log')
  const allowed = process.memoryUsage.rss() / MIB + TAKEN / 2
  const config = engineConfigFromObject({
    performance: { max_memory_mb: Math.round(allowed * 2), memory_warning_threshold_percent: 50 },
    health: { check_interval_seconds: 1, enable_dependency_checks: false, enable_functional_checks: false },
    logging: { log_to_console: false, log_to_file: true, log_file_path: path },
  })
  const { logging, tracing } = config
  const telemetry = await createTelemetry({ logging, tracing, service: 'test', version: '0.0.0' })
  const queue = createMemoryQueueService()
  const server = await startServer({
    queue,
    store: createFolderResultStore(join(folder, 'results')),
    datasources: datasourcesFromObject({ sources: {} }),
    config,
    telemetry,
    clusterKey: 'k'.repeat(64),
    host: '127.0.0.1',
    port: 0,
    advertiseUrl: null,
    tokens: [],
    tempFolder: join(folder, 'kernels'),
  })
  const told = async (): Promise<readonly string[]> => {
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
    return lines.map((line) => JSON.parse(line)).map(({ level, check, msg }) => `${level} ${check}: ${msg}`)
  }
  const statusOf = async (): Promise<unknown> => {
    const body: { checks: readonly object[] } = JSON.parse(await (await fetch(`${server.url}/v1/health`)).text())
    return body.checks
  }
  const polling = { timeout: 20_000, interval: 100 }
  expect(await statusOf()).toEqual([{ name: 'memory', status: 'up', detail: null }])
  const thread = await takeMemory()
  await expect.poll(told, polling).toEqual(['warn memory: health check failed'])
  const detail = expect.stringMatching(/^The coordinator holds \d+ MB of max_memory_mb \d+;/)
  expect(await statusOf()).toEqual([{ name: 'memory', status: 'down', detail }])
  await thread.terminate()
  await expect
    .poll(told, polling)
    .toEqual(['warn memory: health check failed', 'info memory: health check passed again'])
  await server.drain()
  await queue.close()
  await telemetry.close()
  await rm(folder, { recursive: true })
}, 60_000)
