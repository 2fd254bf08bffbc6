import type { Connection } from 'mysql2'
import { StreamLease } from '../../stream-lease.ts'
import { Answer, type AnswerEnd } from './answer.ts'
import { closingPacket } from './driver-packets.ts'
import { driverStream } from './driver-stream.ts'
import { MAX_PACKET_BYTES } from './packet-assembler.ts'

/** Payloads and packets as a server makes them; for tests. */

/** Packets of these payloads with rising sequence ids; payloads that need it are continued. */
export function packets(payloads: readonly Buffer[], firstId = 1): Buffer {
  const parts: Buffer[] = []
  let id = firstId
  for (const payload of payloads) {
    for (let at = 0; at <= payload.length; at += MAX_PACKET_BYTES) {
      const part = payload.subarray(at, at + MAX_PACKET_BYTES)
      const header = Buffer.alloc(4)
      header.writeUIntLE(part.length, 0, 3)
      header.writeUInt8(id, 3)
      id = (id + 1) & 0xff
      parts.push(header, part)
      if (part.length < MAX_PACKET_BYTES) break
    }
  }
  return Buffer.concat(parts)
}

/** A length-encoded string. */
export function lengthEncodedBytes(bytes: Buffer): Buffer {
  if (bytes.length < 0xfb) return Buffer.concat([Buffer.from([bytes.length]), bytes])
  const head = Buffer.alloc(9)
  head.writeUInt8(0xfe)
  head.writeBigUInt64LE(BigInt(bytes.length), 1)
  return Buffer.concat([head, bytes])
}

export interface DefinitionParts {
  readonly type: number
  readonly charset?: number
  readonly flags?: number
  readonly decimals?: number
  /** What MariaDB puts between names and fixed fields, when it was asked to. */
  readonly extended?: Buffer
}

/** Payload of a column definition. */
export function definition({ type, charset = 45, flags = 0, decimals = 0, extended }: DefinitionParts): Buffer {
  const names = ['def', 'db', 't', 't', 'name', 'name'].map((name) => lengthEncodedBytes(Buffer.from(name)))
  const fixed = Buffer.alloc(13)
  fixed.writeUInt8(0x0c, 0)
  fixed.writeUInt16LE(charset, 1)
  fixed.writeUInt32LE(255, 3)
  fixed.writeUInt8(type, 7)
  fixed.writeUInt16LE(flags, 8)
  fixed.writeUInt8(decimals, 10)
  return Buffer.concat([...names, ...(extended === undefined ? [] : [lengthEncodedBytes(extended)]), fixed])
}

/** Payload of a row: NULL where a value is missing. */
export function row(values: readonly (Buffer | null)[]): Buffer {
  const bitmap = Buffer.alloc((values.length + 9) >> 3)
  for (const [index, value] of values.entries()) {
    if (value === null) bitmap[(index + 2) >> 3] = (bitmap[(index + 2) >> 3] ?? 0) | (1 << ((index + 2) & 7))
  }
  return Buffer.concat([Buffer.from([0]), bitmap, ...values.filter((value) => value !== null)])
}

/** Payload of an EOF packet with this status. */
export function eof(status = 2): Buffer {
  return Buffer.from([0xfe, 0, 0, status, 0])
}

/** Payload of an OK packet; 0xfe is the header of one that ends rows. */
export function ok(header: 0x00 | 0xfe, status = 2): Buffer {
  return Buffer.from([header, 0, 0, status, 0, 0, 0])
}

/** Payload of an ERR packet. */
export function err(code: number, state: string, message: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, code & 0xff, code >> 8]), Buffer.from(`#${state}${message}`)])
}

/** Gives an answer these bytes in chunks of one size, all in the same memory, as a socket may. */
export function feed(answer: Answer, bytes: Buffer, size: number): AnswerEnd | undefined {
  const slab = Buffer.alloc(size)
  for (let at = 0; at < bytes.length; at += size) {
    const length = bytes.copy(slab, 0, at, at + size)
    const end = answer.take(slab.subarray(0, length))
    if (end !== undefined) return end
  }
  return undefined
}

/** An answer whose rows are kept as hex, one list a result. */
export function collected(maxRowBytes = 1 << 26): { readonly answer: Answer; readonly results: string[][] } {
  const results: string[][] = []
  const described = (): ((bytes: Buffer, view: DataView, at: number, end: number) => void) => {
    const rows: string[] = []
    results.push(rows)
    return (bytes, _view, at, end) => void rows.push(bytes.toString('hex', at, end))
  }
  return { answer: new Answer({ described }, 1, maxRowBytes), results }
}

/** The server's answer to a statement, as the connection's socket has it; the connection can be used again. */
export function recordAnswer(connection: Connection, sql: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    connection.prepare(sql, (failure, statement) => {
      if (failure !== null) return reject(failure)
      const chunks: Buffer[] = []
      const answer = new Answer({ described: () => undefined }, 1, Number.MAX_SAFE_INTEGER)
      const lease = new StreamLease(driverStream(connection), (chunk) => {
        chunks.push(Buffer.from(chunk))
        const end = answer.take(chunk)
        if (end !== undefined) lease.giveBack(closingPacket(end.packet, connection.sequenceId))
      })
      statement.execute([], (error) => (error === null ? resolve(Buffer.concat(chunks)) : reject(error)))
    })
  })
}
