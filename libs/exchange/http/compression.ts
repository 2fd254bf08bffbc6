import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import { broken } from './frames.ts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** Level 1: three times smaller at half a gigabyte a second; level 3 gains a tenth and costs a third. */
const LEVEL = { [constants.ZSTD_c_compressionLevel]: 1 }

/** A batch under zstd, or undefined where that does not make it smaller. Runs beside the event loop. */
export async function compressBatch(ipc: Uint8Array): Promise<Uint8Array | undefined> {
  const compressed = await compress(ipc, { params: LEVEL, chunkSize: Math.max(MIN_CHUNK, ipc.byteLength) })
  return compressed.byteLength < ipc.byteLength ? compressed : undefined
}

const MIN_CHUNK = 1024

/**
 * A batch as it was, in a buffer of its own.
 * @throws QueryError EXCHANGE_BROKEN when it is not zstd, or not of this length
 */
export async function expandBatch(compressed: Uint8Array, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const expanded = await decompress(compressed, {
    chunkSize: Math.max(MIN_CHUNK, bytes),
    maxOutputLength: Math.max(1, bytes),
  }).catch(() => {
    throw broken('a compressed batch cannot be expanded')
  })
  if (expanded.byteLength !== bytes) throw broken('a compressed batch is shorter than it says')
  const { buffer, byteOffset } = expanded
  const isOwn = buffer instanceof ArrayBuffer && byteOffset === 0 && buffer.byteLength <= Math.max(MIN_CHUNK, bytes)
  return isOwn ? new Uint8Array(buffer, 0, bytes) : new Uint8Array(expanded)
}
