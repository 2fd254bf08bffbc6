import { Socket } from 'node:net'

/** Bytes of the one buffer that a socket reads into. */
const SLAB_BYTES = 256 * 1024

type Taker = (chunk: Buffer) => void

/**
 * A socket that reads into one buffer again and again: fetched rows cost no memory of their own, whose collection would
 * cost as much as decoding them. A driver gets copies, by 'data' events as ever; a taker gets the buffer itself.
 */
export class SlabSocket extends Socket {
  #taker: Taker | undefined

  constructor() {
    const slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
    const callback = (bytes: number): boolean => {
      this.#arrived(slab.subarray(0, bytes))
      return true
    }
    super({ onread: { buffer: slab, callback } })
  }

  /** From now on chunks go to `taker`, which must not keep them; without one, to the 'data' listeners again. */
  set taker(taker: Taker | undefined) {
    this.#taker = taker
  }

  #arrived(chunk: Buffer): void {
    if (this.#taker === undefined) this.emit('data', Buffer.from(chunk))
    else this.#taker(chunk)
  }
}
