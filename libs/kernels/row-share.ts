import type { RecordBatch } from 'apache-arrow'
import { arrowSchema, batchOf, dataOfColumn, type Field, physicalColumns } from '#arrow'
import { QueryError } from '#core'
import { keyHashes } from './key-hash.ts'
import { pickRows } from './pick-rows.ts'
import type { RowShare } from './port.ts'

/** The rows of a batch that fall to one of several kernels. Rows with equal keys fall to the same, those with NULL to the first. */
export function rowsOfShare(batch: RecordBatch, fields: readonly Field[], share: RowShare): RecordBatch {
  const columns = physicalColumns(batch, fields)
  const key = columns[share.column]
  if (key === undefined) throw new QueryError('INTERNAL', 'Rows are to be divided by a column that they do not have.')
  const rows = rowsAt(keyHashes(key), share)
  const picked = columns.map((column) => dataOfColumn(pickRows(column, rows)))
  return batchOf(arrowSchema(fields), rows.length, picked)
}

function rowsAt(hashes: Uint32Array, { index, count }: RowShare): Uint32Array {
  const rows = new Uint32Array(hashes.length)
  let found = 0
  for (let row = 0; row < hashes.length; row += 1) {
    if ((hashes[row] ?? 0) % count !== index) continue
    rows[found] = row
    found += 1
  }
  return rows.subarray(0, found)
}
