import type { IpcParts } from '#arrow'
import type { AttemptRef, QueryId, StoredPart } from '#core'

/** Takes the rows of one attempt of one split. Nothing of it counts until `commit` has resolved. */
export interface AttemptSink {
  /**
   * One batch: an Arrow IPC stream of its own (schema and one record batch), whose buffer may be taken. Resolves when
   * the next may come, with that buffer if it may be written again.
   */
  write(ipc: Uint8Array<ArrayBuffer>, rows: number): Promise<ArrayBuffer | undefined>
  /** A batch that its sender has put where this sink keeps its rows. Rejects when it is not there, or belongs nowhere. */
  adopt(part: StoredPart): Promise<void>
  /** All batches arrived and the checksum holds. Rejects when another attempt of this split has committed before. */
  commit(): Promise<void>
  /** The attempt ended without its end record; whatever it wrote is to be dropped. */
  abort(): Promise<void>
}

/** The receiving side of one query. */
export interface Landing {
  /** Where workers stream to; goes into tasks. */
  readonly address: string
  /** A token that opens attempts of one split until `deadline` (epoch ms). */
  token(fragmentId: string, split: number, deadline: number): string
  /** Resets every open stream, which cancels the statements behind them, and takes no new one. */
  close(): Promise<void>
}

/** The coordinator's end of the exchange. */
export interface ExchangeReceiver {
  /** Lets attempts of a query in; `open` is called once for each. */
  receive(queryId: QueryId, open: (attempt: AttemptRef) => AttemptSink): Landing
}

/** The worker's end of one attempt. */
export interface AttemptStream {
  /** Sends a batch; waits while the receiver is behind. Resolves when the memory of the parts may be written again. */
  send(ipc: IpcParts, rows: number): Promise<void>
  /** Tells of a batch that was written to the result store instead; it stands in the order of those that are sent. */
  sendStored(part: StoredPart): Promise<void>
  /** Sends the end record (rows, checksum) and resolves when the receiver has committed. */
  commit(): Promise<void>
  /** Breaks the stream off; the receiver drops the attempt. */
  abort(): void
  /** Aborts when the receiver resets the stream: the query was canceled or has ended. */
  readonly signal: AbortSignal
}

/** The worker's end of the exchange. */
export interface ExchangeSender {
  /** Opens the stream of an attempt, before its statement runs. @throws QueryError EXCHANGE_BROKEN, CANCELED */
  open(address: string, token: string, attempt: AttemptRef): Promise<AttemptStream>
}
