import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AttemptRef, fragmentId, newQueryId, QueryError, type StoredPart } from '#core'
import type { AttemptSink, AttemptStream, ExchangeReceiver, ExchangeSender, Landing } from '#exchange'

/** An exchange under test, both ends. */
export interface ExchangeHarness {
  readonly receiver: ExchangeReceiver
  readonly sender: ExchangeSender
  close(): Promise<void>
}

const MIB = 1024 * 1024

/** What every exchange must do. */
export function testExchange(name: string, start: () => Promise<ExchangeHarness>): void {
  describe(`exchange: ${name}`, () => {
    let harness: ExchangeHarness
    beforeAll(async () => {
      harness = await start()
    })
    afterAll(async () => {
      await harness.close()
    })

    /** A query with a recording landing, and what opens its attempts. */
    const newQuery = (makeSink: (attempt: AttemptRef) => RecordingSink = () => new RecordingSink()) => {
      const queryId = newQueryId()
      const sinks: RecordingSink[] = []
      const landing = harness.receiver.receive(queryId, (attempt) => {
        const sink = makeSink(attempt)
        sinks.push(sink)
        return sink
      })
      const ref = (attempt: number, split = 0): AttemptRef => ({
        query_id: queryId,
        fragment_id: fragmentId(0),
        split,
        attempt,
      })
      const open = (attempt: number, split = 0): Promise<AttemptStream> =>
        harness.sender.open(landing.address, tokenFor(landing, split), ref(attempt, split))
      return { landing, sinks, ref, open }
    }

    test('batches arrive in order with their rows, and count once they are committed', async () => {
      const { open, sinks, landing } = newQuery()
      const stream = await open(1)
      const batches = [1, 70_000, 3, 1_000_000, 65_536].map((size, index) => bytes(size, index))
      for (const [index, batch] of batches.entries()) await stream.send([batch.slice()], index + 10)
      expect(sinks).toHaveLength(1)
      expect(sinks[0]?.end).toBe('none')
      await stream.commit()
      expect(sinks[0]?.end).toBe('committed')
      expect(sinks[0]?.rows).toEqual([10, 11, 12, 13, 14])
      expect(sinks[0]?.batches.map(hash)).toEqual(batches.map(hash))
      expect(stream.signal.aborted).toBe(false)
      await landing.close()
      expect(sinks[0]?.ends).toEqual(['committed'])
    })

    test('batches that stand in the result store are told of in their order', async () => {
      const { open, sinks } = newQuery()
      const stream = await open(1)
      const stored = (rows: number): StoredPart => ({ name: `p${rows}.arrow`, rows, bytes: 8 * rows, crc32: 'ab' })
      await stream.sendStored(stored(7))
      await stream.send([bytes(100, 1)], 8)
      await stream.sendStored(stored(9))
      await stream.commit()
      expect(sinks[0]).toMatchObject({ ends: ['committed'], rows: [7, 8, 9], parts: [stored(7), stored(9)] })
    })

    test('an attempt without rows can be committed', async () => {
      const { open, sinks } = newQuery()
      const stream = await open(1)
      await stream.commit()
      expect(sinks[0]).toMatchObject({ ends: ['committed'], rows: [] })
    })

    test('a stream that is broken off leaves nothing, and the next attempt counts', async () => {
      const { open, sinks } = newQuery()
      const first = await open(1)
      await first.send([bytes(100_000, 1)], 5)
      first.abort()
      await until(() => sinks[0]?.end === 'aborted')
      const second = await open(2)
      await second.send([bytes(10, 2)], 1)
      await second.commit()
      expect(sinks.map((sink) => sink.ends)).toEqual([['aborted'], ['committed']])
    })

    test('splits of a fragment do not disturb each other', async () => {
      const { open, sinks } = newQuery()
      const streams = await Promise.all([0, 1, 2].map((split) => open(1, split)))
      await Promise.all(streams.map((stream, index) => stream.send([bytes(10, index)], index)))
      streams[1]?.abort()
      await until(() => sinks.some((sink) => sink.end === 'aborted'))
      await Promise.all([streams[0]?.commit(), streams[2]?.commit()])
      expect(sinks.map((sink) => sink.end).sort()).toEqual(['aborted', 'committed', 'committed'])
    })

    test('a later attempt replaces an open one, whose sender is told and cannot commit', async () => {
      const { open, sinks } = newQuery()
      const first = await open(1)
      await first.send([bytes(10, 1)], 1)
      const second = await open(2)
      await aborted(first.signal)
      expect(sinks[0]?.ends).toEqual(['aborted'])
      await expect(first.commit()).rejects.toMatchObject({ code: 'EXCHANGE_BROKEN' })
      await expect(first.send([bytes(1, 1)], 1)).rejects.toMatchObject({ code: 'EXCHANGE_BROKEN' })
      await expect(open(1)).rejects.toMatchObject({ code: 'EXCHANGE_BROKEN' })
      await second.send([bytes(10, 2)], 2)
      await second.commit()
      expect(sinks.map((sink) => sink.ends)).toEqual([['aborted'], ['committed']])
    })

    test('when a split has been committed every other attempt is refused as a conflict', async () => {
      const { open, sinks } = newQuery()
      await (await open(1)).commit()
      await expect(open(2)).rejects.toMatchObject({ code: 'CONFLICT' })
      await expect(open(1)).rejects.toMatchObject({ code: 'CONFLICT' })
      expect(sinks).toHaveLength(1)
    })

    test('an attempt that comes while an earlier one commits waits for it', async () => {
      const gate = Promise.withResolvers<void>()
      const { open, sinks } = newQuery(() => new RecordingSink({ commit: () => gate.promise }))
      const first = await open(1)
      const committing = first.commit()
      await until(() => sinks[0]?.commits === 1)
      const second = open(2).catch((error: unknown) => error)
      await sleep(50)
      gate.resolve()
      await committing
      expect(await second).toMatchObject({ code: 'CONFLICT' })
      expect(sinks.map((sink) => sink.ends)).toEqual([['committed']])
    })

    test('a commit the sink refuses drops the attempt and its reason reaches the sender', async () => {
      const refusal = new QueryError('CONFLICT', 'Another one was faster.')
      const { open, sinks } = newQuery(() => new RecordingSink({ commit: () => Promise.reject(refusal) }))
      const stream = await open(1)
      await expect(stream.commit()).rejects.toMatchObject({ code: 'CONFLICT', message: 'Another one was faster.' })
      expect(sinks[0]?.ends).toEqual(['aborted'])
    })

    test('a batch the sink refuses drops the attempt and its reason reaches the sender', async () => {
      const full = new QueryError('RESOURCES_EXHAUSTED', 'The disk is full.')
      const { open, sinks } = newQuery(() => new RecordingSink({ write: () => Promise.reject(full) }))
      const stream = await open(1)
      const failed = (async () => {
        for (;;) await stream.send([bytes(MIB, 1)], 1)
      })()
      await expect(failed).rejects.toMatchObject({ code: 'RESOURCES_EXHAUSTED', message: 'The disk is full.' })
      await until(() => sinks[0]?.end === 'aborted')
      expect(sinks[0]?.ends).toEqual(['aborted'])
    })

    test('closing the landing stops every sender within 100 ms and lets none in', async () => {
      const stuck = new Promise<void>(() => undefined)
      const { open, sinks, landing } = newQuery((attempt) =>
        attempt.split === 0 ? new RecordingSink() : new RecordingSink({ write: () => stuck }),
      )
      const idle = await open(1, 0)
      const blocked = await open(1, 1)
      const sending = (async () => {
        for (;;) await blocked.send([noise(MIB, 1)], 1)
      })().catch((error: unknown) => error)
      await until(() => sinks[1]?.rows.length === 1)
      await sleep(50)
      const begun = Date.now()
      const closed = landing.close()
      await Promise.all([aborted(idle.signal), aborted(blocked.signal)])
      expect(Date.now() - begun).toBeLessThan(100)
      await closed
      expect(idle.signal.reason).toMatchObject({ code: 'CANCELED' })
      expect(await sending).toMatchObject({ code: 'CANCELED' })
      expect(sinks.map((sink) => sink.ends)).toEqual([['aborted'], ['aborted']])
      await expect(idle.commit()).rejects.toMatchObject({ code: 'CANCELED' })
      await expect(open(2, 0)).rejects.toMatchObject({ code: 'CANCELED' })
    })

    test('a sender waits while its receiver is behind', async () => {
      const gate = Promise.withResolvers<void>()
      const { open, sinks } = newQuery(() => new RecordingSink({ write: () => gate.promise }))
      const stream = await open(1)
      let sent = 0
      const sending = (async () => {
        for (let index = 0; index < 24; index++) {
          await stream.send([noise(4 * MIB, index)], 1)
          sent++
        }
        await stream.commit()
      })()
      let before = -1
      while (sent !== before) {
        before = sent
        await sleep(1000)
      }
      expect(before * 4).toBeLessThan(32)
      gate.resolve()
      await sending
      expect(sinks[0]?.rows).toHaveLength(24)
      expect(sinks[0]?.ends).toEqual(['committed'])
    })

    test('a token opens its own split, until its deadline', async () => {
      const { landing, ref, sinks } = newQuery()
      const { landing: otherLanding } = newQuery()
      const later = Date.now() + 60_000
      const good = landing.token('f0', 0, later)
      const tokens = [
        '',
        'x',
        landing.token('f0', 1, later),
        landing.token('f1', 0, later),
        landing.token('f0', 0, Date.now() - 1),
        otherLanding.token('f0', 0, later),
        good.replace(/^\d+/, String(later + 1)),
        good.replace(/\.\d+\./, '.9007199254740991.'),
        `${good}A`,
        good.slice(0, -1),
      ]
      for (const token of tokens) {
        await expect(harness.sender.open(landing.address, token, ref(1))).rejects.toMatchObject({ code: 'FORBIDDEN' })
      }
      expect(sinks).toEqual([])
      await (await harness.sender.open(landing.address, good, ref(1))).commit()
      expect(sinks).toHaveLength(1)
    })

    test('many attempts at once stay apart', async () => {
      const { open, sinks } = newQuery((attempt) => new RecordingSink({ label: attempt.split }))
      await Promise.all(
        Array.from({ length: 20 }, async (_, split) => {
          const stream = await open(1, split)
          for (let index = 0; index < 20; index++) await stream.send([bytes(5_000 + index, split)], split)
          await stream.commit()
        }),
      )
      expect(sinks).toHaveLength(20)
      for (const sink of sinks) {
        expect(sink.ends).toEqual(['committed'])
        expect(sink.batches.map((batch) => batch.byteLength)).toEqual(Array.from({ length: 20 }, (_, i) => 5_000 + i))
        expect(new Set(sink.batches.map((batch) => batch[17]))).toEqual(new Set([bytes(20, sink.label)[17]]))
      }
    })
  })
}

interface SinkBehaviour {
  readonly write?: () => Promise<void>
  readonly commit?: () => Promise<void>
  readonly label?: number
}

/** Keeps what it is given and how it was ended. */
export class RecordingSink implements AttemptSink {
  readonly batches: Uint8Array[] = []
  readonly parts: StoredPart[] = []
  readonly rows: number[] = []
  readonly ends: ('committed' | 'aborted')[] = []
  readonly label: number
  commits = 0
  readonly #behaviour: SinkBehaviour

  constructor(behaviour: SinkBehaviour = {}) {
    this.#behaviour = behaviour
    this.label = behaviour.label ?? 0
  }

  get end(): string {
    return this.ends.at(-1) ?? 'none'
  }

  async write(ipc: Uint8Array<ArrayBuffer>, rows: number): Promise<undefined> {
    this.batches.push(ipc)
    this.rows.push(rows)
    await this.#behaviour.write?.()
  }

  async adopt(part: StoredPart): Promise<void> {
    this.parts.push(part)
    this.rows.push(part.rows)
    await this.#behaviour.write?.()
  }

  async commit(): Promise<void> {
    this.commits++
    await this.#behaviour.commit?.()
    this.ends.push('committed')
  }

  async abort(): Promise<void> {
    this.ends.push('aborted')
  }
}

/** A token for a split of fragment 0 that is good for a minute. */
export function tokenFor(landing: Landing, split: number): string {
  return landing.token('f0', split, Date.now() + 60_000)
}

/** Bytes that differ by `seed` and by place. */
export function bytes(size: number, seed: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(size)
  for (let index = 0; index < size; index++) data[index] = (index * 31 + seed * 7 + (index >> 8)) & 0xff
  return data
}

/** Bytes that cannot be made fewer. */
function noise(size: number, seed: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(size)
  let state = seed + 1
  for (let index = 0; index < size; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    data[index] = state >>> 24
  }
  return data
}

/** Resolves when the condition holds; the test's own time limit ends it otherwise. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5)
}

function hash(data: Uint8Array): string {
  return `${data.byteLength}:${Buffer.from(data).toString('base64').slice(0, 64)}:${data.reduce((sum, byte) => (sum * 33 + byte) | 0, 7)}`
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
