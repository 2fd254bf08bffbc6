import { type IpcParts, ipcBytes } from '#arrow'
import type { AttemptRef, QueryId, StoreAddress } from '#core'
import type { AttemptStream } from '#exchange'
import type { FetchTask } from '#queue'
import { type PartStore, partPrefix } from '#results'

/** Bytes from which on a batch is worth a file of its own. */
const STORED_BYTES = 1024 * 1024

/** The parts of a query in the store at an address; undefined where this process does not see them. */
export type OpenParts = (address: StoreAddress, id: QueryId) => Promise<PartStore | undefined>

/**
 * Where the batches of an attempt go: those that are parts of the result into the store, where they are large and this
 * worker sees it, and all others over the exchange, which is told of each.
 */
export class BatchSender {
  readonly #stream: AttemptStream
  readonly #ref: AttemptRef
  readonly #place: FetchTask['store']
  readonly #openParts: OpenParts
  readonly #names: string[] = []
  #store: Promise<PartStore | undefined> | undefined

  constructor(stream: AttemptStream, ref: AttemptRef, place: FetchTask['store'], openParts: OpenParts) {
    this.#stream = stream
    this.#ref = ref
    this.#place = place
    this.#openParts = openParts
  }

  /** Resolves when the memory of the batch may be written again. */
  async send(ipc: IpcParts, rows: number): Promise<void> {
    const place = this.#place
    if (place === null || ipcBytes(ipc) < STORED_BYTES) return this.#stream.send(ipc, rows)
    // Looked for once, when the first large batch comes.
    this.#store ??= this.#openParts(place.address, this.#ref.query_id)
    const store = await this.#store
    if (store === undefined) return this.#stream.send(ipc, rows)
    const name = `${partPrefix(place.run, this.#ref)}w${this.#names.length}.arrow`
    this.#names.push(name)
    const written = await store.writePart(this.#ref.query_id, name, ipc)
    await this.#stream.sendStored({ name, rows, ...written })
  }

  /** Leaves what was stored to the receiver, which commits or drops it. */
  handOver(): void {
    this.#names.length = 0
  }

  /** Removes what was stored and not handed over. */
  async drop(): Promise<void> {
    if (this.#names.length === 0) return
    const store = await this.#store
    await store?.deleteParts(this.#ref.query_id, this.#names)
  }
}
