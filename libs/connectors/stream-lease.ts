import type { Duplex } from 'node:stream'
import { SlabSocket } from './slab-socket.ts'

type Listener = (chunk: Buffer) => void

/**
 * The bytes that a driver's connection receives, lent to another reader for one answer. Whatever else befalls the
 * connection, the driver still hears of it.
 */
export class StreamLease {
  readonly #stream: Duplex
  readonly #onChunk: Listener
  #driver: readonly Listener[] = []
  #returned = false

  /** From now on the bytes go to `onChunk`, which must not keep them. */
  constructor(stream: Duplex, onChunk: Listener) {
    this.#stream = stream
    this.#onChunk = onChunk
    if (stream instanceof SlabSocket) stream.taker = onChunk
    else this.#takeEvents()
  }

  pause(): void {
    if (!this.#returned) this.#stream.pause()
  }

  resume(): void {
    if (!this.#returned) this.#stream.resume()
  }

  /** The driver reads again, these bytes first. */
  giveBack(bytes: Buffer): void {
    if (this.#returned) return
    this.#returned = true
    if (this.#stream instanceof SlabSocket) this.#stream.taker = undefined
    else this.#returnEvents()
    if (bytes.length > 0) this.#stream.emit('data', bytes)
    this.#stream.resume()
  }

  /** Hangs up: nothing that still comes can be read. */
  cut(): void {
    this.#returned = true
    this.#stream.destroy()
  }

  #takeEvents(): void {
    this.#driver = this.#stream.listeners('data') as Listener[]
    for (const listener of this.#driver) this.#stream.off('data', listener)
    this.#stream.on('data', this.#onChunk)
  }

  #returnEvents(): void {
    this.#stream.off('data', this.#onChunk)
    for (const listener of this.#driver) this.#stream.on('data', listener)
  }
}
