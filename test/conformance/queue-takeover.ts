import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { siblingModule } from '#core'
import type { QueueHarness } from './queue.ts'

/** The harness of a store that another process reaches too. */
export interface SharedQueueHarness extends QueueHarness {
  consumerArguments(place: string): readonly string[]
}

interface Task {
  readonly text: string
}

const TAKEOVER_MS = 25_000

/** What a queue service must do that other processes reach; `consumerArguments` are those of `queue-consumer.ts`. */
export function testQueueTakeover(name: string, start: () => Promise<SharedQueueHarness>): void {
  describe(`queue service across processes: ${name}`, () => {
    test(
      'the job of a process killed with kill -9 is taken over by another and its membership expires',
      async () => {
        const harness = await start()
        const service = await harness.open('takeover')
        const victim = await startConsumer(harness.consumerArguments('takeover'))
        try {
          expect((await service.members()).map(({ id }) => id)).toEqual(['victim'])
          const queue = service.queue<Task, { readonly attempt: number; readonly text: string }>('fetch')
          await queue.add('job', { text: 'same answer' }, { priority: 5, maxFailures: 1 })
          await printed(victim, 'took job')
          victim.kill('SIGKILL')
          const killed = Date.now()
          await service.consume<Task, unknown>('fetch', async ({ attempt, payload }) => ({ attempt, ...payload }), 1)
          expect(await queue.outcome('job', AbortSignal.timeout(TAKEOVER_MS))).toEqual({
            status: 'completed',
            result: { attempt: 2, text: 'same answer' },
          })
          expect(Date.now() - killed).toBeLessThan(20_000)
          await sleep(Math.max(0, killed + 15_500 - Date.now()))
          expect(await service.members()).toEqual([])
        } finally {
          victim.kill('SIGKILL')
          await service.close()
        }
      },
      2 * TAKEOVER_MS,
    )
  })
}

async function startConsumer(args: readonly string[]): Promise<ChildProcess> {
  const script = fileURLToPath(siblingModule(import.meta.url, './queue-consumer'))
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  await printed(child, 'ready')
  return child
}

async function printed(child: ChildProcess, line: string): Promise<void> {
  if (child.stdout === null) throw new Error('The consumer has no standard output.')
  let text = ''
  while (!text.includes(line)) {
    const [chunk] = await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`The consumer ended with ${code} before it printed "${line}".`)
      }),
    ])
    text += String(chunk)
  }
}
