import { decodeBatches, type Field, type PhysicalColumn, physicalColumns } from '#arrow'
import { QueryError } from '#core'
import { checksumOf } from '../checksum.ts'
import type { Manifest, ResultPart } from '../manifest.ts'
import type { ResultStore } from '../port.ts'

/** A finished result: its columns and its parts, which are read one at a time. */
export interface StoredRows {
  readonly fields: readonly Field[]
  readonly parts: readonly ResultPart[]
  /** The Arrow IPC stream of a part. @throws QueryError GONE when it has expired */
  read(part: ResultPart): Promise<Uint8Array<ArrayBuffer>>
}

/** Rows of one batch, column by column. */
export interface ColumnBatch {
  readonly rows: number
  readonly columns: readonly PhysicalColumn[]
}

/**
 * The result of a query.
 * @throws QueryError GONE when it has expired, CONFLICT when there is none (yet)
 */
export function storedRows(store: ResultStore, manifest: Manifest): StoredRows {
  const { query_id, state, fields, parts } = manifest
  if (state === 'EXPIRED') throw new QueryError('GONE', `The result of ${query_id} has expired; run the query again.`)
  if (state !== 'SUCCEEDED' || fields === null) {
    throw new QueryError('CONFLICT', `Query ${query_id} has no result: it is ${state}.`)
  }
  return {
    fields,
    parts,
    async read(part) {
      const ipc = await store.readPart(query_id, part.name)
      if (ipc.byteLength !== part.bytes || checksumOf([ipc]) !== part.crc32) {
        throw new QueryError('INTERNAL', `Part "${part.name}" of ${query_id} is damaged in the result store.`)
      }
      return ipc
    },
  }
}

/** The batches of one part. */
export async function partBatches(rows: StoredRows, part: ResultPart): Promise<readonly ColumnBatch[]> {
  return columnBatches(rows.fields, await rows.read(part))
}

/** The batches of an Arrow IPC stream with these fields. */
export function columnBatches(fields: readonly Field[], ipc: Uint8Array): readonly ColumnBatch[] {
  return decodeBatches(ipc).map((batch) => ({ rows: batch.numRows, columns: physicalColumns(batch, fields) }))
}

/** All batches of a result, in order, one part in memory at a time. */
export async function* allBatches(rows: StoredRows): AsyncGenerator<ColumnBatch, void, undefined> {
  for (const part of rows.parts) yield* await partBatches(rows, part)
}
