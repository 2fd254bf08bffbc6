import { type ColumnDefinition, readColumnDefinition } from './column-definition.ts'
import { HEADER_BYTES, MAX_PACKET_BYTES, PacketAssembler, SequenceIds } from './packet-assembler.ts'
import { WireFault } from './wire-fault.ts'
import { lengthEncoded, viewOf } from './wire-view.ts'

/** Takes the rows of a result: the values of one row lie in `bytes`, and `view` over it, from `at` to `end`. */
export type RowSink = (bytes: Buffer, view: DataView, at: number, end: number) => void

/** What becomes of an answer's results. */
export interface AnswerHandler {
  /** A result begins; its rows go to what this returns, or nowhere. */
  described(columns: readonly ColumnDefinition[]): RowSink | undefined
}

/** The end of an answer. */
export interface AnswerEnd {
  /** Payload of the last packet: an OK or an ERR. */
  readonly packet: Buffer
  /** Bytes after it, which are no part of the answer. */
  readonly rest: Buffer
}

const OK = 0x00
const LOCAL_INFILE = 0xfb
const EOF = 0xfe
const ERR = 0xff
const ROW = 0x00
const EOF_BYTES = 5
const MORE_RESULTS = 0x0008
const MAX_COLUMNS = 4096

type Phase = 'header' | 'columns' | 'columns-read' | 'rows'

/**
 * The answer to COM_STMT_EXECUTE, read from chunks of the socket as they come: results of binary rows, with or without
 * CLIENT_DEPRECATE_EOF.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase_ps.html
 */
export class Answer {
  readonly #handler: AnswerHandler
  readonly #ids: SequenceIds
  readonly #assembler: PacketAssembler
  #phase: Phase = 'header'
  #columns: ColumnDefinition[] = []
  #missingColumns = 0
  #sink: RowSink | undefined

  /** `firstId` is the sequence id of its first packet; `maxRowBytes` bounds one row as it comes over the wire. */
  constructor(handler: AnswerHandler, firstId: number, maxRowBytes: number) {
    this.#handler = handler
    this.#ids = new SequenceIds(firstId)
    this.#assembler = new PacketAssembler(this.#ids, maxRowBytes)
  }

  /**
   * Takes the next bytes.
   * @returns the end of the answer, once it came
   * @throws WireFault, RowTooLarge, and what the sink throws; nothing can be taken after that
   */
  take(chunk: Buffer): AnswerEnd | undefined {
    const view = viewOf(chunk)
    let at = 0
    while (at < chunk.length) {
      if (this.#phase === 'rows' && this.#assembler.idle) at = this.#wholeRows(chunk, view, at)
      at = this.#assembler.take(chunk, at)
      const { payload } = this.#assembler
      const last = payload === undefined ? undefined : this.#packet(payload)
      if (last !== undefined) return { packet: last, rest: chunk.subarray(at) }
    }
    return undefined
  }

  /** Rows that lie whole in the chunk, in place. */
  #wholeRows(chunk: Buffer, view: DataView, from: number): number {
    let at = from
    while (chunk.length - at > HEADER_BYTES) {
      const header = view.getUint32(at, true)
      const length = header & MAX_PACKET_BYTES
      const end = at + HEADER_BYTES + length
      if (end > chunk.length || length === 0 || length === MAX_PACKET_BYTES) return at
      if (view.getUint8(at + HEADER_BYTES) !== ROW) return at
      this.#ids.take(header >>> 24)
      this.#sink?.(chunk, view, at + HEADER_BYTES + 1, end)
      at = end
    }
    return at
  }

  /** @returns the payload when it ends the answer */
  #packet(payload: Buffer): Buffer | undefined {
    if (payload.length === 0) throw new WireFault('a packet is empty')
    if (payload[0] === ERR) return payload
    switch (this.#phase) {
      case 'header':
        return this.#header(payload)
      case 'columns':
        return this.#column(payload)
      case 'columns-read':
        this.#phase = 'rows'
        return isEof(payload) ? undefined : this.#row(payload)
      case 'rows':
        return this.#row(payload)
    }
  }

  #header(payload: Buffer): Buffer | undefined {
    if (payload[0] === OK) return this.#ended(payload, okStatus(payload))
    if (payload[0] === LOCAL_INFILE) throw new WireFault('a file was asked for')
    const { value, next } = lengthEncoded(viewOf(payload), 0, payload.length)
    if (next !== payload.length || value > MAX_COLUMNS) throw new WireFault('the number of columns is damaged')
    this.#phase = 'columns'
    this.#missingColumns = value
    this.#columns = []
    return undefined
  }

  #column(payload: Buffer): undefined {
    this.#columns.push(readColumnDefinition(payload))
    this.#missingColumns -= 1
    if (this.#missingColumns > 0) return
    this.#phase = 'columns-read'
    this.#sink = this.#handler.described(this.#columns)
  }

  #row(payload: Buffer): Buffer | undefined {
    if (payload[0] === EOF) {
      return this.#ended(payload, isEof(payload) ? payload.readUInt16LE(3) : okStatus(payload))
    }
    if (payload[0] !== ROW) throw new WireFault(`a row begins with ${payload[0]}`)
    this.#sink?.(payload, viewOf(payload), 1, payload.length)
    return undefined
  }

  #ended(payload: Buffer, status: number): Buffer | undefined {
    if ((status & MORE_RESULTS) === 0) return payload
    this.#phase = 'header'
    this.#sink = undefined
    return undefined
  }
}

/** Before CLIENT_DEPRECATE_EOF a packet of five bytes; an OK has at least seven. */
function isEof(payload: Buffer): boolean {
  return payload[0] === EOF && payload.length === EOF_BYTES
}

/** Server status in an OK, which follows two numbers. */
function okStatus(payload: Buffer): number {
  const view = viewOf(payload)
  const affected = lengthEncoded(view, 1, payload.length)
  const inserted = lengthEncoded(view, affected.next, payload.length)
  if (inserted.next + 2 > payload.length) throw new WireFault('an OK packet is cut')
  return payload.readUInt16LE(inserted.next)
}
