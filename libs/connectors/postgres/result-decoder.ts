import type { RecordBatch } from 'apache-arrow'
import { BatchSink } from '#arrow'
import { AjnaError } from '#core'
import { readError, readRowDescription, ServerError } from './backend-messages.ts'
import { columnReaders, type PlannedStatement } from './column-readers.ts'
import { HEADER_BYTES, messageBytes, PartialMessage } from './message-frames.ts'
import { brokenProtocol, ProtocolFault, rowTooLong } from './protocol-faults.ts'
import { type RowDecoder, rowDecoder } from './row-decoder.ts'

/** What becomes of a statement. After `broken`, or after `ready`, nothing more is said. */
export interface ResultEvents {
  /** `release` lets the memory of a batch that has been read be written again. */
  batch(batch: RecordBatch, release: () => void): void
  /** All rows have been given. */
  complete(): void
  /** The statement has failed; the server has still to end it. */
  failed(error: Error): void
  /** The connection can be used no more. */
  broken(error: Error): void
  /** The server has ended the statement; what has been received from its ReadyForQuery on belongs to the connection. */
  ready(rest: Buffer): void
}

/** Longest row that is taken, in bytes on the wire: several copies of it exist at a time. */
export const MAX_ROW_BYTES = 256 * 1024 * 1024

const DATA_ROW = 'D'
const READY_FOR_QUERY = 'Z'
const ERROR_RESPONSE = 'E'
/** NoticeResponse, ParameterStatus and NotificationResponse may come at any time, and mean nothing to a statement. */
const ASIDES: ReadonlySet<string> = new Set(['N', 'S', 'A'])

/** What has arrived of the answer to Parse, Describe (statement), Bind, Execute and Sync. */
type Stage = 'sent' | 'parsed' | 'parameters' | 'described' | 'rows' | 'complete' | 'failed' | 'over'

/** The messages that bring an answer on, by stage. */
const STEPS: Readonly<Partial<Record<Stage, Readonly<Record<string, Stage>>>>> = {
  sent: { '1': 'parsed' },
  parsed: { t: 'parameters' },
  parameters: { T: 'described', n: 'described' },
  described: { '2': 'rows' },
  rows: { C: 'complete', I: 'complete' },
}

/** Turns the bytes that a server sends in answer to one statement into batches. Knows no socket. */
export class ResultDecoder {
  readonly #statement: PlannedStatement
  readonly #events: ResultEvents
  readonly #partial = new PartialMessage()
  readonly #batch: BatchSink
  #stage: Stage = 'sent'
  #decodeRows: RowDecoder | undefined
  /** Bytes still to come of a row nobody wants. */
  #unwanted = 0

  constructor(statement: PlannedStatement, events: ResultEvents) {
    this.#statement = statement
    this.#events = events
    this.#batch = new BatchSink(statement.source, statement.fields, (batch, release) => events.batch(batch, release))
  }

  /** The next bytes of the connection. */
  feed(chunk: Buffer): void {
    if (this.#stage === 'over') return
    try {
      this.#consume(chunk)
    } catch (error) {
      this.#stage = 'over'
      const { source } = this.#statement
      const fault = error instanceof Error ? error : new Error(String(error))
      this.#events.broken(fault instanceof ProtocolFault ? brokenProtocol(source, fault) : fault)
    }
  }

  /** Passes over what is still to come of the statement. */
  skip(): void {
    if (this.#stage !== 'over') this.#stage = 'failed'
  }

  #consume(chunk: Buffer): void {
    let at = this.#passOver(chunk)
    at += this.#completePartial(chunk, at)
    if (this.#over) return
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
    for (;;) {
      at = this.#rows(view, chunk, at)
      if (chunk.length - at < HEADER_BYTES) break
      const bytes = this.#checkedLength(view, at)
      if (at + bytes > chunk.length) break
      this.#message(chunk.subarray(at, at + bytes), chunk.subarray(at + bytes))
      if (this.#over) return
      at += bytes
    }
    this.#keep(chunk, view, at)
  }

  get #over(): boolean {
    return this.#stage === 'over'
  }

  #passOver(chunk: Buffer): number {
    const passed = Math.min(this.#unwanted, chunk.length)
    this.#unwanted -= passed
    return passed
  }

  /** Completes the message that an earlier chunk began; answers how many bytes of this one it took. */
  #completePartial(chunk: Buffer, from: number): number {
    if (this.#partial.isEmpty) return 0
    const taken = this.#partial.take(chunk.subarray(from))
    const header = this.#partial.header
    if (header !== undefined) this.#checkedLength(header, 0)
    const message = this.#partial.complete()
    if (message === undefined) return taken
    const view = new DataView(message.buffer, message.byteOffset, message.length)
    if (this.#rows(view, message, 0) === 0) this.#message(message, chunk.subarray(from + taken))
    return taken
  }

  #keep(chunk: Buffer, view: DataView, at: number): void {
    const left = chunk.length - at
    if (left === 0) return
    if (this.#stage === 'failed' && left >= HEADER_BYTES && typeOf(chunk, at) === DATA_ROW) {
      this.#unwanted = messageBytes(view, at) - left
    } else {
      this.#partial.take(chunk.subarray(at))
    }
  }

  #checkedLength(view: DataView, at: number): number {
    const bytes = messageBytes(view, at)
    const isRow = String.fromCharCode(view.getUint8(at)) === DATA_ROW
    if (isRow && this.#stage === 'rows' && bytes > MAX_ROW_BYTES) {
      throw rowTooLong(this.#statement.source, bytes, MAX_ROW_BYTES)
    }
    return bytes
  }

  /** Decodes the rows that lie whole in the chunk; answers where they end. */
  #rows(view: DataView, chunk: Buffer, from: number): number {
    if (this.#stage !== 'rows' || this.#decodeRows === undefined) return from
    try {
      return this.#decodeRows(this.#batch, view, chunk, from, chunk.length)
    } catch (error) {
      this.#fail(error)
      return from
    }
  }

  #message(message: Buffer, after: Buffer): void {
    const type = typeOf(message, 0)
    if (ASIDES.has(type)) return
    if (type === READY_FOR_QUERY) this.#ready(Buffer.concat([message, after]))
    else if (this.#stage === 'failed') return
    else if (type === ERROR_RESPONSE) this.#fail(readError(message.subarray(HEADER_BYTES)))
    else this.#step(type, message)
  }

  #step(type: string, message: Buffer): void {
    const next = STEPS[this.#stage]?.[type]
    if (next === undefined) throw new ProtocolFault(`message ${JSON.stringify(type)} after stage ${this.#stage}`)
    this.#stage = next
    if (next === 'described') this.#described(type === 'T' ? message.subarray(HEADER_BYTES) : undefined)
    else if (next === 'complete') this.#complete()
  }

  #described(body: Buffer | undefined): void {
    const columns = body === undefined ? [] : readRowDescription(body)
    try {
      this.#decodeRows = rowDecoder(columnReaders(this.#statement, columns))
    } catch (error) {
      this.#fail(error)
    }
  }

  #complete(): void {
    try {
      const last = this.#batch.finish()
      if (last !== undefined) this.#events.batch(last, () => undefined)
      this.#events.complete()
    } catch (error) {
      this.#fail(error)
    }
  }

  /** The statement alone fails where the bytes are still understood; else the connection. */
  #fail(error: unknown): void {
    if (!(error instanceof AjnaError || error instanceof ServerError)) throw error
    this.#stage = 'failed'
    this.#events.failed(error)
  }

  #ready(rest: Buffer): void {
    if (this.#stage !== 'complete' && this.#stage !== 'failed') {
      throw new ProtocolFault(`the end of the statement after stage ${this.#stage}`)
    }
    this.#stage = 'over'
    this.#events.ready(rest)
  }
}

function typeOf(bytes: Buffer, at: number): string {
  return String.fromCharCode(bytes[at] ?? 0)
}
