import { decodeBatches, encodeBatch } from '#arrow'
import { type AttemptRef, QueryError, type QueryId, type StoredPart } from '#core'
import type { DistributedPlan } from '#plan'
import { partPrefix, type ResultPart, type ResultStore } from '#results'
import { type AttemptStore, CommitLedger } from './fragment-landing.ts'

/** A result in the store: its parts, how many rows they hold, and whether `default_limit` cut it. */
export interface StoredResult {
  readonly parts: readonly ResultPart[]
  readonly rows: number
  readonly truncated: boolean
}

/** Writes the parts of a result one after the other, up to `limit` rows when there is one. */
export class PartWriter {
  readonly #store: ResultStore
  readonly #query: QueryId
  readonly #prefix: string
  readonly #limit: number | null
  readonly #parts: ResultPart[] = []
  #rows = 0
  #truncated = false

  constructor(store: ResultStore, query: QueryId, prefix: string, limit: number | null) {
    this.#store = store
    this.#query = query
    this.#prefix = prefix
    this.#limit = limit
  }

  /** Stores one Arrow IPC stream as the next part; rows beyond the limit are left out and remembered as cut. */
  async write(ipc: Uint8Array, rows: number): Promise<void> {
    const room = this.#limit === null ? rows : Math.min(rows, Math.max(0, this.#limit - this.#rows))
    if (room < rows) this.#truncated = true
    if (room === 0 && this.#parts.length > 0) return
    const name = `${this.#prefix}${this.#parts.length}.arrow`
    const written = await this.#store.writePart(this.#query, name, [room < rows ? firstRows(ipc, room) : ipc])
    this.#parts.push({ name, row_offset: this.#rows, rows: room, ...written })
    this.#rows += room
  }

  /**
   * Takes over a part that somebody else has stored under this prefix, whatever the limit.
   * @throws QueryError EXCHANGE_BROKEN when it is not there
   */
  async adopt(part: StoredPart): Promise<void> {
    const isThere =
      part.name.startsWith(this.#prefix) && (await this.#store.sizeOfPart(this.#query, part.name)) === part.bytes
    if (!isThere) throw notThere()
    this.#parts.push({ ...part, row_offset: this.#rows })
    this.#rows += part.rows
  }

  result(): StoredResult {
    return { parts: [...this.#parts], rows: this.#rows, truncated: this.#truncated }
  }

  /** Removes what was written. */
  async drop(): Promise<void> {
    await this.#store.deleteParts(
      this.#query,
      this.#parts.map((part) => part.name),
    )
  }
}

interface PartsStore extends AttemptStore {
  result(): StoredResult
}

/** Where the parts of a query's result stand. */
export interface PartsPlace {
  readonly store: ResultStore
  readonly query: QueryId
}

/**
 * The results of the splits of a fragment as one, in their order; each row stands in one of them. Rows that the splits
 * gave beyond the query's limit are removed from the store.
 */
export async function joinedResults(
  splits: readonly PartsStore[],
  { default_limit, row_limit }: Pick<DistributedPlan, 'default_limit' | 'row_limit'>,
  place: PartsPlace,
): Promise<StoredResult> {
  const joined = concatenated(splits)
  const most = default_limit ?? row_limit ?? joined.rows
  if (joined.rows <= most) return joined
  const parts = await cutParts(joined.parts, most, place)
  return { parts, rows: most, truncated: joined.truncated || default_limit !== null }
}

function concatenated(splits: readonly PartsStore[]): StoredResult {
  const parts: ResultPart[] = []
  let rows = 0
  let truncated = false
  for (const split of splits) {
    const result = split.result()
    for (const part of result.parts) parts.push({ ...part, row_offset: rows + part.row_offset })
    rows += result.rows
    truncated ||= result.truncated
  }
  return { parts, rows, truncated }
}

/** The parts of the first rows; the part they end in is written anew. */
async function cutParts(parts: readonly ResultPart[], most: number, place: PartsPlace): Promise<readonly ResultPart[]> {
  const kept = parts.filter(({ row_offset }) => row_offset < most)
  const beyond = parts.slice(kept.length).map(({ name }) => name)
  await place.store.deleteParts(place.query, beyond)
  return Promise.all(
    kept.map((part) => (part.row_offset + part.rows <= most ? part : cutPart(part, most - part.row_offset, place))),
  )
}

async function cutPart(part: ResultPart, rows: number, { store, query }: PartsPlace): Promise<ResultPart> {
  const ipc = await store.readPart(query, part.name)
  return { ...part, rows, ...(await store.writePart(query, part.name, [firstRows(ipc, rows)])) }
}

/** Lands the only fragment of a query straight in the result store: nothing is left for a kernel to do. */
export function landInStore(
  store: ResultStore,
  run: string,
  limit: number | null,
  onProgress: () => void,
): CommitLedger<PartsStore> {
  return new CommitLedger((attempt: AttemptRef) => {
    const writer = new PartWriter(store, attempt.query_id, partPrefix(run, attempt), limit)
    return {
      async write(ipc, rows) {
        await writer.write(ipc, rows)
        return ipc.buffer
      },
      adopt: (part) => writer.adopt(part),
      finish: () => Promise.resolve(),
      drop: () => writer.drop(),
      result: () => writer.result(),
    }
  }, onProgress)
}

function notThere(): QueryError {
  return new QueryError('EXCHANGE_BROKEN', 'A worker told of a part of the result that is not in the store.', {
    retryable: true,
  })
}

function firstRows(ipc: Uint8Array, rows: number): Uint8Array {
  const [batch] = decodeBatches(ipc)
  return batch === undefined ? ipc : encodeBatch(batch.slice(0, rows))
}
