import { type JsonNumbers, jsonReader } from './json-value.ts'
import { partBatches, type StoredRows } from './stored-rows.ts'

/** One page of a result. */
export interface RowPage {
  /** A JSON array of rows, each an array in schema order, ready to be put into a response. */
  readonly rowsJson: string
  readonly rowCount: number
  /** The number of the next page; null after the last. */
  readonly nextPage: number | null
}

/** Reads page `page` (from 1) of `pageSize` rows; opens only the parts that hold them. */
export async function readRows(
  rows: StoredRows,
  page: number,
  pageSize: number,
  numbers: JsonNumbers = 'string',
): Promise<RowPage> {
  const first = (page - 1) * pageSize
  const end = first + pageSize
  const total = rows.parts.reduce((sum, part) => sum + part.rows, 0)
  const texts: string[] = []
  for (const part of rows.parts) {
    if (part.row_offset + part.rows <= first || part.row_offset >= end) continue
    let offset = part.row_offset
    for (const batch of await partBatches(rows, part)) {
      const readers = batch.columns.map((column) => jsonReader(column, numbers))
      const last = Math.min(batch.rows, end - offset)
      for (let row = Math.max(0, first - offset); row < last; row += 1) {
        texts.push(`[${readers.map((read) => read(row)).join(',')}]`)
      }
      offset += batch.rows
    }
  }
  return { rowsJson: `[${texts.join(',')}]`, rowCount: texts.length, nextPage: end < total ? page + 1 : null }
}
