import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newQueryId, type QueryId } from '#core'
import type { Manifest, QueryState, ResultStore } from '#results'

/** Two stores over the same place, as two coordinators have them. */
export interface StoresUnderTest {
  readonly one: ResultStore
  readonly other: ResultStore
  dispose(): Promise<void>
}

/** Proves that an adapter keeps the promises of the ResultStore port. Call it once, at the top of a test file. */
export function resultStoreConformance(adapter: string, open: () => Promise<StoresUnderTest>): void {
  describe(`${adapter} as a result store`, () => {
    let stores: StoresUnderTest
    let one: ResultStore
    let other: ResultStore

    beforeAll(async () => {
      stores = await open()
      one = stores.one
      other = stores.other
    })
    afterAll(() => stores.dispose())

    it('gives back what was stored, to every coordinator', async () => {
      const manifest = manifestOf({ name: 'Ünïcode "name"' })
      expect(await one.create(manifest)).toBeUndefined()
      expect(await other.read(manifest.query_id)).toEqual(manifest)
      expect(await other.read(newQueryId())).toBeUndefined()
    })

    it('stores a query once: later creates get the first manifest', async () => {
      const first = manifestOf({ bodyHash: 'first', submittedAt: '2001-01-01T00:00:00.000Z' })
      const second = manifestOf({ id: first.query_id, bodyHash: 'second', submittedAt: '2001-01-02T00:00:00.000Z' })
      expect(await one.create(first)).toBeUndefined()
      expect(await other.create(second)).toEqual(first)
      expect(await one.read(first.query_id)).toEqual(first)
    })

    it('lets exactly one of many simultaneous creates win, and all see the winner', async () => {
      const id = newQueryId()
      const rivals = Array.from({ length: 20 }, (_, index) => manifestOf({ id, bodyHash: `rival ${index}` }))
      const answers = await Promise.all(rivals.map((rival, index) => (index % 2 === 0 ? one : other).create(rival)))
      const winners = rivals.filter((_, index) => answers[index] === undefined)
      expect(winners.length).toBe(1)
      expect(await one.read(id)).toEqual(winners[0])
      for (const answer of answers) if (answer !== undefined) expect(answer).toEqual(winners[0])
    })

    it('replaces a manifest as a whole, whoever reads meanwhile', async () => {
      const manifest = manifestOf({})
      await one.create(manifest)
      const states: readonly QueryState[] = ['PLANNING', 'RUNNING', 'FINISHING', 'SUCCEEDED']
      const writing = (async () => {
        for (let round = 0; round < 20; round += 1) {
          for (const state of states) await one.replace({ ...manifest, state, message: state.repeat(2000) })
        }
      })()
      const seen = new Set<string>()
      for (let read = 0; read < 200; read += 1) {
        const current = await other.read(manifest.query_id)
        expect(current?.message ?? '').toBe(current?.state === 'QUEUED' ? '' : current?.state.repeat(2000))
        seen.add(current?.state ?? 'missing')
      }
      await writing
      expect(seen.has('missing')).toBe(false)
      expect((await other.read(manifest.query_id))?.state).toBe('SUCCEEDED')
    })

    it('does not bring a deleted query back', async () => {
      const manifest = manifestOf({})
      await expect(one.replace(manifest)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await one.create(manifest)
      await one.writePart(manifest.query_id, 'p0.arrow', [bytes('x')])
      await other.delete(manifest.query_id)
      await other.delete(manifest.query_id)
      await expect(one.replace(manifest)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(one.writePart(manifest.query_id, 'p1.arrow', [bytes('x')])).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
      await expect(one.requestCancel(manifest.query_id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(one.readPart(manifest.query_id, 'p0.arrow')).rejects.toMatchObject({ code: 'GONE' })
      expect(await one.read(manifest.query_id)).toBeUndefined()
      expect(await one.cancelRequested(manifest.query_id)).toBe(false)
      expect((await idsOf(one, { name: manifest.submission.name ?? '' })).length).toBe(0)
    })

    it('keeps the mark of a cancel request for whoever runs the query', async () => {
      const manifest = manifestOf({})
      await one.create(manifest)
      expect(await other.cancelRequested(manifest.query_id)).toBe(false)
      await one.requestCancel(manifest.query_id)
      await one.requestCancel(manifest.query_id)
      await one.replace({ ...manifest, state: 'RUNNING' })
      expect(await other.cancelRequested(manifest.query_id)).toBe(true)
    })

    it('stores parts whole, with their size and checksum', async () => {
      const manifest = manifestOf({})
      await one.create(manifest)
      const content = new Uint8Array(3_000_001).map((_, index) => index % 251)
      const written = await one.writePart(manifest.query_id, 'r1-0.arrow', [
        content.subarray(0, 99),
        content.subarray(99),
      ])
      expect(written).toEqual({ bytes: 3_000_001, crc32: crc32(content).toString(16).padStart(8, '0') })
      expect(Buffer.compare(await other.readPart(manifest.query_id, 'r1-0.arrow'), content)).toBe(0)
      await other.writePart(manifest.query_id, 'r1-0.arrow', [bytes('again')])
      expect(await one.readPart(manifest.query_id, 'r1-0.arrow')).toEqual(bytes('again'))
      await one.writePart(manifest.query_id, 'r1-1.arrow', [bytes('')])
      expect(await other.sizeOfPart(manifest.query_id, 'r1-1.arrow')).toBe(0)
      expect(await other.sizeOfPart(manifest.query_id, 'r1-0.arrow')).toBe(5)
      expect(await one.sizeOfPart(manifest.query_id, 'r1-2.arrow')).toBeUndefined()
      expect(await one.readPart(manifest.query_id, 'r1-1.arrow')).toEqual(bytes(''))
      await one.deleteParts(manifest.query_id, ['r1-0.arrow', 'never-there.arrow'])
      await expect(other.readPart(manifest.query_id, 'r1-0.arrow')).rejects.toMatchObject({ code: 'GONE' })
      expect(await one.readPart(manifest.query_id, 'r1-1.arrow')).toEqual(bytes(''))
    })

    it('lists newest first, in pages without gaps or repeats while queries arrive', async () => {
      const name = newQueryId()
      const times = [3, 1, 4, 2, 5].map((day) => `2020-01-0${day}T00:00:00.000Z`)
      const same = ['2020-01-06T00:00:00.000Z', '2020-01-06T00:00:00.000Z']
      const manifests = [...times, ...same].map((submittedAt) => manifestOf({ name, submittedAt }))
      for (const [index, manifest] of manifests.entries()) await (index % 2 === 0 ? one : other).create(manifest)
      const first = await one.list({ name, limit: 3, cursor: null })
      await other.create(manifestOf({ name, submittedAt: '2020-02-01T00:00:00.000Z' }))
      const second = await other.list({ name, limit: 3, cursor: first.nextCursor })
      const third = await one.list({ name, limit: 3, cursor: second.nextCursor })
      const listed = [...first.manifests, ...second.manifests, ...third.manifests]
      expect(listed.map(({ submitted_at }) => submitted_at)).toEqual([...same, ...[...times].sort().reverse()])
      expect(new Set(listed.map(({ query_id }) => query_id)).size).toBe(7)
      expect(third.nextCursor).toBeNull()
      expect(listed.every((manifest) => manifests.some(({ query_id }) => query_id === manifest.query_id))).toBe(true)
    })

    it('says when a full page was the last one', async () => {
      const name = newQueryId()
      await one.create(manifestOf({ name }))
      expect((await one.list({ name, limit: 1, cursor: null })).nextCursor).toBeNull()
      expect(await one.list({ name: newQueryId(), limit: 1, cursor: null })).toEqual({
        manifests: [],
        nextCursor: null,
      })
    })

    it('filters by state, name, tag and caller', async () => {
      const name = newQueryId()
      const plain = manifestOf({ name })
      const tagged = manifestOf({ name, tags: { team: 'sales', urgent: '' }, caller: 'ada' })
      const failed = manifestOf({ name, state: 'FAILED', caller: 'ada' })
      for (const manifest of [plain, tagged, failed]) await one.create(manifest)
      expect(await idsOf(other, { name, state: 'FAILED' })).toEqual([failed.query_id])
      expect(await idsOf(other, { name, tag: 'team' })).toEqual([tagged.query_id])
      expect(await idsOf(other, { name, tag: 'team=sales' })).toEqual([tagged.query_id])
      expect(await idsOf(other, { name, tag: 'team=ops' })).toEqual([])
      expect(await idsOf(other, { name, tag: 'toString' })).toEqual([])
      expect(await idsOf(other, { name, caller: 'ada' })).toEqual([tagged.query_id, failed.query_id].sort())
      await one.replace({ ...plain, state: 'FAILED' })
      expect(await idsOf(other, { name, state: 'FAILED' })).toEqual([plain.query_id, failed.query_id].sort())
    })

    it.each(['../../x', 'q_short', '', 'q_0123456789ABCDEF0123456789ABCDEF', '.'])('refuses the id %j', async (id) => {
      await expect(one.read(id as QueryId)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
      await expect(one.delete(id as QueryId)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    })

    it.each(['../manifest.json', 'a/b', '', '.', '..', 'a\\b', 'a\0', 'x'.repeat(500)])(
      'refuses the part name %j',
      async (name) => {
        const manifest = manifestOf({})
        await one.create(manifest)
        const write = one.writePart(manifest.query_id, name, [bytes('x')])
        await expect(write).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
        await expect(one.readPart(manifest.query_id, name)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
      },
    )

    it('refuses a cursor it has not given, and answers a ping', async () => {
      const list = one.list({ limit: 1, cursor: '../../etc' })
      await expect(list).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
      await one.ping()
    })
  })
}

async function idsOf(
  store: ResultStore,
  filter: { name: string; state?: QueryState; tag?: string; caller?: string },
): Promise<string[]> {
  const { manifests } = await store.list({ ...filter, limit: 100, cursor: null })
  return manifests.map(({ query_id }) => query_id).sort()
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

interface Variation {
  readonly id?: QueryId
  readonly name?: string
  readonly state?: QueryState
  readonly bodyHash?: string
  readonly submittedAt?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly caller?: string
}

function manifestOf(variation: Variation): Manifest {
  return {
    query_id: variation.id ?? newQueryId(),
    state: variation.state ?? 'QUEUED',
    submission: {
      sql: 'SELECT 1',
      query: null,
      parameters: {},
      default_connection_id: null,
      name: variation.name ?? null,
      tags: variation.tags ?? {},
      traceparent: null,
      priority: 0,
      timeout_seconds: 60,
      pushdown: 'auto',
      verify: false,
      caller: variation.caller ?? 'local',
      body_hash: variation.bodyHash ?? 'hash',
    },
    submitted_at: variation.submittedAt ?? '2024-05-06T07:08:09.123Z',
    started_at: null,
    finished_at: null,
    expires_at: null,
    as_of: '2024-05-06T07:08:09.123Z',
    coordinator_id: null,
    plan: null,
    progress: null,
    statistics: null,
    fields: null,
    parts: [],
    row_count: null,
    truncated: false,
    failure: null,
    message: null,
  }
}
