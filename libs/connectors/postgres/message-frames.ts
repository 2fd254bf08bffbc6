import { ProtocolFault } from './protocol-faults.ts'

/** Type byte and int32 length, which counts itself but not the type byte. */
export const HEADER_BYTES = 5
const FIRST_CARRY = 65_536

/** The longest message a server makes: its own allocations end there (MaxAllocSize). */
const MAX_MESSAGE_BYTES = 2 ** 30

/** Bytes of the message that begins at `at`, its type byte included. @throws ProtocolFault for a length that none can have */
export function messageBytes(view: DataView, at: number): number {
  const length = view.getInt32(at + 1)
  if (length < 4 || length > MAX_MESSAGE_BYTES) throw new ProtocolFault(`a message of ${length} bytes`)
  return length + 1
}

/** A message that began in one chunk and goes on in others: it grows with what has arrived, not with what is announced. */
export class PartialMessage {
  #bytes = Buffer.alloc(0)
  #length = 0

  get isEmpty(): boolean {
    return this.#length === 0
  }

  /** Type and length, once they are there. */
  get header(): DataView | undefined {
    if (this.#length < HEADER_BYTES) return undefined
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset, HEADER_BYTES)
  }

  /** Takes from `chunk` what the message still lacks; answers how many bytes those were. @throws as `messageBytes` */
  take(chunk: Buffer): number {
    let taken = 0
    if (this.#length < HEADER_BYTES) taken = this.#append(chunk.subarray(0, HEADER_BYTES - this.#length))
    const { header } = this
    if (header === undefined) return taken
    return taken + this.#append(chunk.subarray(taken, taken + messageBytes(header, 0) - this.#length))
  }

  /** The message, when it is whole; then a new one can begin. */
  complete(): Buffer | undefined {
    const { header } = this
    if (header === undefined || this.#length !== messageBytes(header, 0)) return undefined
    const message = this.#bytes.subarray(0, this.#length)
    this.#length = 0
    if (this.#bytes.length > FIRST_CARRY) this.#bytes = Buffer.alloc(0)
    return message
  }

  #append(part: Buffer): number {
    const needed = this.#length + part.length
    if (needed > this.#bytes.length) {
      const wider = Buffer.allocUnsafeSlow(Math.max(FIRST_CARRY, this.#bytes.length * 2, needed))
      this.#bytes.copy(wider, 0, 0, this.#length)
      this.#bytes = wider
    }
    part.copy(this.#bytes, this.#length)
    this.#length = needed
    return part.length
  }
}
