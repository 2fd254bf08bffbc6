import { AsyncByteQueue, type RecordBatch, RecordBatchStreamWriter, tableFromIPC } from 'apache-arrow'
import { QueryError } from '#core'

/** An Arrow IPC stream in parts that follow each other; the large ones are the memory of the batch's columns. */
export type IpcParts = readonly Uint8Array[]

/** One batch as an Arrow IPC stream of its own (schema, batch, end mark), without a copy of its columns. */
export function encodeBatchParts(batch: RecordBatch): IpcParts {
  const queue = new PartsQueue()
  const writer = new RecordBatchStreamWriter()
  writer.reset(queue)
  writer.write(batch)
  writer.finish()
  return queue.parts
}

/** The same, in a buffer of its own, which can be transferred. */
export function encodeBatch(batch: RecordBatch): Uint8Array<ArrayBuffer> {
  return joinParts(encodeBatchParts(batch))
}

/** The parts one after the other in a buffer of their own. */
export function joinParts(parts: IpcParts): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(Buffer.allocUnsafeSlow(ipcBytes(parts)).buffer)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

/** Bytes of all parts together. */
export function ipcBytes(parts: IpcParts): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0)
}

/** Keeps what a writer writes as it is: the queues of Arrow can only join it. */
class PartsQueue extends AsyncByteQueue {
  readonly parts: Uint8Array[] = []

  override write(value: ArrayBufferView | ArrayBuffer): void {
    const part = ArrayBuffer.isView(value)
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      : new Uint8Array(value)
    if (part.byteLength > 0) this.parts.push(part)
  }
}

/**
 * The batches of an Arrow IPC stream, over the same memory where that is aligned to 8 bytes.
 * @throws QueryError EXCHANGE_BROKEN when the bytes are not an Arrow IPC stream
 */
export function decodeBatches(ipc: Uint8Array): readonly RecordBatch[] {
  try {
    return tableFromIPC(ipc.byteOffset % 8 === 0 ? ipc : new Uint8Array(ipc)).batches
  } catch (cause) {
    throw new QueryError('EXCHANGE_BROKEN', 'A batch arrived that is not a valid Arrow IPC stream.', { cause })
  }
}
