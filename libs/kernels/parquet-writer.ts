import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Field } from '#arrow'
import type { KernelClient } from './kernel-client.ts'

const TABLE = 'result'

/**
 * The bytes of one Parquet file with all rows of the batches (Arrow IPC streams of these fields), written by a kernel
 * made for export into its own folder. Rows beyond its memory are spilled.
 */
export async function* writeParquetFile(
  kernel: KernelClient,
  folder: string,
  fields: readonly Field[],
  batches: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = join(folder, 'result.parquet')
  await kernel.createTable(TABLE, fields)
  for await (const batch of batches) await kernel.land(TABLE, new Uint8Array(batch))
  await kernel.exportParquet(TABLE, file)
  for await (const bytes of createReadStream(file, { highWaterMark: 1024 * 1024 })) yield bytes
}
