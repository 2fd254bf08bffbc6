/** Sets of buffers that circulate between a decoder and its reader. */
const MAX_SPARES = 4
/** A buffer of a rare large batch is not kept. */
const MAX_BYTES = 32 * 1024 * 1024

/** Buffers of batches that have been read, to be written again: fresh ones would be cleared and collected each time. */
export class SpareBuffers {
  readonly #spares: ArrayBuffer[] = []

  /** One of at least so many bytes, which hold anything; undefined when there is none. A smaller one is let go. */
  take(bytes: number): ArrayBuffer | undefined {
    if (bytes === 0) return undefined
    const spare = this.#spares.pop()
    return spare === undefined || spare.byteLength < bytes ? undefined : spare
  }

  /** Takes back a buffer that nobody reads any more. */
  give(buffer: ArrayBufferLike): void {
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength > MAX_BYTES) return
    if (this.#spares.length < MAX_SPARES) this.#spares.push(buffer)
  }
}
