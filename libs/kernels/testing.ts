import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BatchBuilder,
  decodeBatches,
  encodeBatch,
  type Field,
  fixedWidth,
  isBitSet,
  type PhysicalColumn,
  physicalColumns,
} from '#arrow'
import { createKernelPool, type Kernel, type KernelPool } from './index.ts'

/** A value in the text form of PostgreSQL, or NULL. */
export type Text = string | null

/** A pool over a fresh temp folder. */
export async function makePool(
  maxThreads: number,
  maxMemoryMb: number,
  maxSpillMb: number | null = null,
): Promise<{ pool: KernelPool; folder: string; dispose(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ajna-kernels-'))
  const pool = createKernelPool({ maxThreads, maxMemoryMb, maxSpillMb, tempFolder: folder })
  return {
    pool,
    folder,
    async dispose() {
      await pool.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Rows, one text per column, as one Arrow IPC stream. */
export function ipcOf(fields: readonly Field[], rows: readonly (readonly Text[])[]): Uint8Array<ArrayBuffer> {
  const builder = new BatchBuilder('test', fields)
  for (const row of rows) {
    builder.columns.forEach((column, index) => {
      const text = row[index] ?? null
      if (text === null) column.appendNull()
      else column.appendText(text)
    })
    builder.endRow()
  }
  return encodeBatch(builder.take())
}

/** A value by its physical bytes in hex, an array by those of its elements; null where NULL. */
export type Physical = string | null | readonly Physical[]

/** The physical values by row, where none is an array. */
export function physicalRows(fields: readonly Field[], ipc: Uint8Array): (string | null)[][] {
  return physicalValues(fields, ipc).map((row) =>
    row.map((value) => {
      if (typeof value === 'string' || value === null) return value
      throw new Error('an array among the columns')
    }),
  )
}

/** The physical values by row. */
export function physicalValues(fields: readonly Field[], ipc: Uint8Array): Physical[][] {
  return decodeBatches(ipc).flatMap((batch) => {
    const columns = physicalColumns(batch, fields)
    return Array.from({ length: batch.numRows }, (_, row) => columns.map((column) => physicalValue(column, row)))
  })
}

function physicalValue({ type, values, offsets, validity, elements }: PhysicalColumn, row: number): Physical {
  if (validity !== null && !isBitSet(validity, row)) return null
  if (type.kind === 'boolean') return String(isBitSet(values, row))
  const width = fixedWidth(type) ?? 0
  const start = offsets?.[row] ?? row * width
  const end = offsets?.[row + 1] ?? start + width
  if (elements === null) return Buffer.from(values.subarray(start, end)).toString('hex')
  return Array.from({ length: end - start }, (_, index) => physicalValue(elements, start + index))
}

/** Runs SQL and gathers its batches. */
export async function runAll(
  kernel: Kernel,
  sql: string,
  fields: readonly Field[],
  parameters: Parameters<Kernel['run']>[0]['parameters'] = [],
): Promise<Uint8Array<ArrayBuffer>[]> {
  const batches: Uint8Array<ArrayBuffer>[] = []
  for await (const ipc of kernel.run({ sql, parameters, fields })) batches.push(ipc)
  return batches
}

/** The texts of a result of string columns. */
export async function texts(
  kernel: Kernel,
  sql: string,
  columns: number,
  parameters: Parameters<Kernel['run']>[0]['parameters'] = [],
): Promise<Text[][]> {
  const fields = Array.from({ length: columns }, (_, index): Field => {
    return { name: `c${index}`, type: { kind: 'string' }, nullable: true }
  })
  const batches = await runAll(kernel, sql, fields, parameters)
  return batches
    .flatMap((ipc) => physicalRows(fields, ipc))
    .map((row) => row.map((hex) => (hex === null ? null : Buffer.from(hex, 'hex').toString('utf8'))))
}

export const never = new AbortController().signal
