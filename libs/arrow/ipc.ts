import { type RecordBatch, RecordBatchStreamWriter, tableFromIPC } from 'apache-arrow'
import { QueryError } from '#core'

/** One batch as an Arrow IPC stream of its own (schema, batch, end mark), in a buffer that can be transferred. */
export function encodeBatch(batch: RecordBatch): Uint8Array<ArrayBuffer> {
  const writer = RecordBatchStreamWriter.writeAll([batch])
  const bytes = writer.toUint8Array(true)
  const buffer = bytes.buffer
  const owned = buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength
  return owned ? new Uint8Array(buffer) : new Uint8Array(bytes)
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
