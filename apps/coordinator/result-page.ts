import { typeName } from '#arrow'
import { type JsonNumbers, type Manifest, type ResultStore, readRows, type StoredRows, storedRows } from '#results'

/** Rows of a JSON page unless the client says otherwise. */
export const DEFAULT_PAGE_SIZE = 10_000

export interface PageWish {
  /** From 1. */
  readonly page: number
  readonly pageSize: number
  readonly numbers: JsonNumbers
}

/** One page of a result as JSON text; the rows are JSON text already. */
export async function pageOf(manifest: Manifest, rows: StoredRows, wish: PageWish): Promise<string> {
  const { rowsJson, nextPage } = await readRows(rows, wish.page, wish.pageSize, wish.numbers)
  const fields = rows.fields.map(({ name, type, nullable }) => ({ name, type: typeName(type), nullable }))
  const head = JSON.stringify({ query_id: manifest.query_id, schema: { fields } })
  const tail = JSON.stringify({
    row_count: manifest.row_count,
    page: wish.page,
    next_page: nextPage,
    truncated: manifest.truncated,
    expires_at: manifest.expires_at,
  })
  return `${head.slice(0, -1)},"rows":${rowsJson},${tail.slice(1)}`
}

/** The first page of a query that succeeded as JSON text, else `null`. */
export async function firstPage(store: ResultStore, manifest: Manifest): Promise<string> {
  if (manifest.state !== 'SUCCEEDED') return 'null'
  return pageOf(manifest, storedRows(store, manifest), { page: 1, pageSize: DEFAULT_PAGE_SIZE, numbers: 'string' })
}
