import { crc32 } from 'node:zlib'
import { type IpcParts, ipcBytes, SpareBuffers } from '#arrow'
import { QueryError, type StoredPart } from '#core'

/*
 * An attempt is a sequence of frames: a 13-byte header, then the payload.
 *
 *   kind u8 | payload length u32 | rows u32 | CRC-32 u32 of the header's first nine bytes and the payload
 *
 * in little-endian order. Kind 1 is a batch (an Arrow IPC stream of its own); kind 3 is a batch under zstd, after its
 * length without as u32; kind 4 is a batch that stands in the result store, as {"name", "rows", "bytes", "crc32"} in
 * JSON; kind 2 ends the attempt with {"rows", "batches", "checksum"} as JSON, where checksum is the CRC-32 over the CRCs
 * of all batches in order.
 */

const HEADER_BYTES = 13
const SIGNED_BYTES = 9
/** Bytes before the data of a batch under zstd. */
const LENGTH_BYTES = 4
const KIND = { batch: 1, end: 2, zstd: 3, stored: 4 } as const

/** The largest batch that is taken, in bytes. */
export const MAX_BATCH_BYTES = 256 * 1024 * 1024
/** The longest JSON of an end record or a stored batch. */
const MAX_JSON_BYTES = 1024

export interface AttemptTotals {
  readonly rows: number
  readonly batches: number
  readonly checksum: number
}

/** Counts the batches of an attempt, alike on both ends. */
export class AttemptTally {
  #rows = 0
  #batches = 0
  #checksum = 0

  add(rows: number, crc: number): void {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(crc)
    this.#rows += rows
    this.#batches += 1
    this.#checksum = crc32(bytes, this.#checksum)
  }

  totals(): AttemptTotals {
    return { rows: this.#rows, batches: this.#batches, checksum: this.#checksum }
  }
}

/** What stands before the bytes of a batch, and the checksum of both. */
export interface FrameHead {
  readonly head: Buffer
  readonly crc: number
}

/** The head of a batch, whose bytes follow it unchanged. */
export function batchHead(ipc: IpcParts, rows: number): FrameHead {
  return frameHead(KIND.batch, ipc, rows, Buffer.alloc(0))
}

/** The head of a batch under zstd, whose compressed bytes follow it. */
export function zstdHead(compressed: Uint8Array, bytes: number, rows: number): FrameHead {
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32LE(bytes)
  return frameHead(KIND.zstd, [compressed], rows, length)
}

/** What tells of a batch in the result store, head and payload, and its checksum. */
export function storedFrame(part: StoredPart): { readonly frame: Buffer; readonly crc: number } {
  const payload = Buffer.from(JSON.stringify(part))
  const { head, crc } = frameHead(KIND.stored, [payload], part.rows, Buffer.alloc(0))
  return { frame: Buffer.concat([head, payload]), crc }
}

/** The end record, head and payload. */
export function endFrame(totals: AttemptTotals): Buffer {
  const payload = Buffer.from(JSON.stringify(totals))
  return Buffer.concat([frameHead(KIND.end, [payload], 0, Buffer.alloc(0)).head, payload])
}

function frameHead(kind: number, data: IpcParts, rows: number, prefix: Buffer): FrameHead {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt8(kind, 0)
  header.writeUInt32LE(prefix.byteLength + ipcBytes(data), 1)
  header.writeUInt32LE(rows, 5)
  const crcOfPrefix = crc32(prefix, crc32(header.subarray(0, SIGNED_BYTES)))
  const crc = data.reduce((sum, part) => crc32(part, sum), crcOfPrefix)
  header.writeUInt32LE(crc, SIGNED_BYTES)
  return { head: Buffer.concat([header, prefix]), crc }
}

export type Frame =
  | { readonly kind: 'batch'; readonly ipc: Uint8Array<ArrayBuffer>; readonly rows: number }
  /** `bytes` is the length that `compressed` says it has without zstd; nobody has looked yet. */
  | { readonly kind: 'zstd'; readonly compressed: Uint8Array; readonly bytes: number; readonly rows: number }
  | { readonly kind: 'stored'; readonly part: StoredPart }
  | { readonly kind: 'end' }

/** Puts frames together from the chunks of a request body and checks them. */
export class FrameReader {
  readonly #maxBytes: number
  readonly #tally = new AttemptTally()
  readonly #header = Buffer.alloc(HEADER_BYTES)
  readonly #spares = new SpareBuffers()
  #headerFilled = 0
  #payload: Buffer<ArrayBuffer> | undefined
  #payloadFilled = 0
  #crc = 0
  #bytes = 0
  #ended = false

  /** `maxBytes` bounds the batches of the whole attempt. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** True when the end record has come and nothing stands half read. */
  get complete(): boolean {
    return this.#ended
  }

  /**
   * The frames that a chunk completes, in order.
   * @throws QueryError EXCHANGE_BROKEN for bytes that are no such stream, RESOURCES_EXHAUSTED beyond a limit
   */
  *push(chunk: Uint8Array): Generator<Frame> {
    let rest = chunk
    while (rest.byteLength > 0) {
      if (this.#ended) throw broken('it goes on after its end record')
      rest = this.#payload === undefined ? this.#fillHeader(rest) : rest
      if (this.#payload === undefined) continue
      const taken = Math.min(rest.byteLength, this.#payload.byteLength - this.#payloadFilled)
      const part = rest.subarray(0, taken)
      this.#payload.set(part, this.#payloadFilled)
      // Here, while the part is in the processor's cache.
      this.#crc = crc32(part, this.#crc)
      this.#payloadFilled += taken
      rest = rest.subarray(taken)
      if (this.#payloadFilled === this.#payload.byteLength) yield this.#finish(this.#payload)
    }
  }

  /** Lets a later frame be put together in the buffer of an earlier one. */
  reuse(buffer: ArrayBuffer): void {
    this.#spares.give(buffer)
  }

  #fillHeader(chunk: Uint8Array): Uint8Array {
    const taken = Math.min(chunk.byteLength, HEADER_BYTES - this.#headerFilled)
    this.#header.set(chunk.subarray(0, taken), this.#headerFilled)
    this.#headerFilled += taken
    if (this.#headerFilled === HEADER_BYTES) {
      this.#payload = this.#payloadOf(this.#payloadLength())
      this.#payloadFilled = 0
      this.#crc = crc32(this.#header.subarray(0, SIGNED_BYTES))
    }
    return chunk.subarray(taken)
  }

  /** In a buffer of its own, which can be transferred to a kernel thread, with room for slightly longer ones. */
  #payloadOf(length: number): Buffer<ArrayBuffer> {
    const buffer = this.#spares.take(length) ?? Buffer.allocUnsafeSlow(length + (length >> 3)).buffer
    return Buffer.from(buffer, 0, length)
  }

  #payloadLength(): number {
    const kind = this.#header.readUInt8(0)
    const length = this.#header.readUInt32LE(1)
    if (length === 0) throw broken('a frame is empty')
    if (kind === KIND.end || kind === KIND.stored) {
      if (length > MAX_JSON_BYTES) throw broken('a record is too long')
      return length
    }
    if (kind !== KIND.batch && kind !== KIND.zstd) throw broken(`it has a frame of the unknown kind ${kind}`)
    if (length > MAX_BATCH_BYTES) throw batchTooLarge(length)
    if (kind === KIND.batch) this.#count(length)
    if (kind === KIND.zstd && length <= LENGTH_BYTES) throw broken('a compressed batch is empty')
    return length
  }

  /** Bounds the batches as they are without compression. */
  #count(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.#maxBytes) {
      throw new QueryError('RESOURCES_EXHAUSTED', `A fetch sent more than the ${this.#maxBytes} bytes it may send.`)
    }
  }

  #finish(payload: Buffer<ArrayBuffer>): Frame {
    const crc = this.#header.readUInt32LE(SIGNED_BYTES)
    if (this.#crc !== crc) throw broken('a checksum does not hold')
    this.#headerFilled = 0
    this.#payload = undefined
    if (this.#header.readUInt8(0) === KIND.end) {
      if (payload.toString() !== JSON.stringify(this.#tally.totals())) throw broken('its end record does not hold')
      this.#ended = true
      return { kind: 'end' }
    }
    const rows = this.#header.readUInt32LE(5)
    this.#tally.add(rows, crc)
    if (this.#header.readUInt8(0) === KIND.stored) return this.#stored(payload, rows)
    if (this.#header.readUInt8(0) === KIND.zstd) return this.#compressed(payload, rows)
    return { kind: 'batch', ipc: new Uint8Array(payload.buffer, 0, payload.byteLength), rows }
  }

  #stored(payload: Buffer, rows: number): Frame {
    const part = storedPart(payload)
    if (part?.rows !== rows) throw broken('a stored batch is not described')
    this.#count(part.bytes)
    return { kind: 'stored', part }
  }

  #compressed(payload: Buffer<ArrayBuffer>, rows: number): Frame {
    const bytes = payload.readUInt32LE(0)
    if (bytes > MAX_BATCH_BYTES) throw batchTooLarge(bytes)
    this.#count(bytes)
    return { kind: 'zstd', compressed: payload.subarray(LENGTH_BYTES), bytes, rows }
  }
}

function storedPart(json: Buffer): StoredPart | undefined {
  try {
    const value: unknown = JSON.parse(json.toString())
    return isStoredPart(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isStoredPart(value: unknown): value is StoredPart {
  if (typeof value !== 'object' || value === null) return false
  if (!('name' in value && 'rows' in value && 'bytes' in value && 'crc32' in value)) return false
  const { name, rows, bytes, crc32: sum } = value
  return typeof name === 'string' && isCount(rows) && isCount(bytes) && typeof sum === 'string'
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/** The error of bytes that are no stream of frames. */
export function broken(what: string): QueryError {
  return new QueryError('EXCHANGE_BROKEN', `The stream of a fetch was damaged on its way: ${what}.`, {
    retryable: true,
  })
}

/** The error of a batch that no exchange takes. */
export function batchTooLarge(bytes: number): QueryError {
  return new QueryError(
    'RESOURCES_EXHAUSTED',
    `A batch of ${bytes} bytes is larger than the ${MAX_BATCH_BYTES} bytes the exchange takes; select less wide values.`,
  )
}
