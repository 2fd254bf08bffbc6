import { RowTooLarge, WireFault } from './wire-fault.ts'

/** Bytes before the payload of a packet: its length in three, its sequence id in one. */
export const HEADER_BYTES = 4
/** A packet with a payload of this length is continued by the next one. */
export const MAX_PACKET_BYTES = 0xffffff

/** Sequence ids of the packets of one answer: each is one more than the one before, and wraps around after 255. */
export class SequenceIds {
  #next: number

  constructor(first: number) {
    this.#next = first
  }

  /** @throws WireFault when a packet is missing, or doubled */
  take(id: number): void {
    if (id !== this.#next) throw new WireFault(`packet ${this.#next} was due, packet ${id} came`)
    this.#next = (id + 1) & 0xff
  }
}

/**
 * Packets that do not lie whole in one chunk of the socket, or are continued by further ones, put together. Chunks are
 * copied: the socket may use their memory again.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html
 */
export class PacketAssembler {
  readonly #ids: SequenceIds
  readonly #maxBytes: number
  #header = 0
  #headerBytes = 0
  #missing = 0
  #continued = false
  #parts: Buffer[] = []
  #bytes = 0
  #payload: Buffer | undefined

  /** `maxBytes` bounds the payload of all packets that continue each other. */
  constructor(ids: SequenceIds, maxBytes: number) {
    this.#ids = ids
    this.#maxBytes = maxBytes
  }

  /** True between two payloads. */
  get idle(): boolean {
    return this.#headerBytes === 0 && !this.#continued
  }

  /**
   * Takes bytes from `chunk` until a payload is whole or the chunk ends; `payload` says which.
   * @returns where in the chunk it stopped
   * @throws WireFault for a wrong sequence id; RowTooLarge above the bound
   */
  take(chunk: Buffer, from: number): number {
    this.#payload = undefined
    let at = from
    while (at < chunk.length && this.#payload === undefined) {
      at = this.#headerBytes < HEADER_BYTES ? this.#takeHeader(chunk, at) : this.#takePayload(chunk, at)
    }
    return at
  }

  /** The payload that the last `take` made whole. */
  get payload(): Buffer | undefined {
    return this.#payload
  }

  #takeHeader(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length && this.#headerBytes < HEADER_BYTES) {
      const byte = chunk.readUInt8(at)
      at += 1
      this.#headerBytes += 1
      if (this.#headerBytes === HEADER_BYTES) this.#ids.take(byte)
      else this.#header |= byte << (8 * (this.#headerBytes - 1))
    }
    if (this.#headerBytes < HEADER_BYTES) return at
    if (this.#bytes + this.#header > this.#maxBytes) throw new RowTooLarge(this.#maxBytes)
    this.#missing = this.#header
    if (this.#missing === 0) this.#endPacket()
    return at
  }

  #takePayload(chunk: Buffer, from: number): number {
    const part = chunk.subarray(from, from + this.#missing)
    this.#parts.push(Buffer.from(part))
    this.#bytes += part.length
    this.#missing -= part.length
    if (this.#missing === 0) this.#endPacket()
    return from + part.length
  }

  #endPacket(): void {
    this.#continued = this.#header === MAX_PACKET_BYTES
    this.#header = 0
    this.#headerBytes = 0
    if (this.#continued) return
    this.#payload = Buffer.concat(this.#parts, this.#bytes)
    this.#parts = []
    this.#bytes = 0
  }
}
