import type { DatabaseSync } from 'node:sqlite'
import { type ColumnStatistics, type TableIndex, type TableStatistics, UNKNOWN_COLUMN } from '#plan'
import { quoted } from './quoted.ts'

/** Columns that are no plain ones have no name; a row's own id at the end of every index is no key. */
const INDEXES = `
SELECT l.name AS index_name, l."unique" AS is_unique, x.name AS column_name
FROM pragma_index_list(?, ?) l, pragma_index_xinfo(l.name, ?) x
WHERE l.partial = 0 AND x.key = 1 ORDER BY l.seq, x.seqno`

/**
 * What ANALYZE left of a table in sqlite_stat1, and its indexes. `rowId` is the column that is the row's own id; rows
 * lie in its order.
 */
export function tableStatistics(
  database: DatabaseSync,
  table: { readonly schema: string; readonly name: string; readonly rowId: string | undefined },
  rows: number | null,
): TableStatistics {
  const { schema, name, rowId } = table
  const counts = countsOf(database, schema, name)
  const parts = database.prepare(INDEXES).all(name, schema, schema)
  const byIndex = Map.groupBy(parts, (part) => String(part['index_name']))
  const indexes = [...byIndex].flatMap(([index, columns]): readonly TableIndex[] => {
    const end = columns.findIndex((part) => part['column_name'] === null)
    const led = (end < 0 ? columns : columns.slice(0, end)).map((part) => String(part['column_name']))
    if (led.length === 0) return []
    const unique = end < 0 && Number(columns[0]?.['is_unique']) === 1
    const distinct = led.map((_, place) => counts.get(index)?.[place] ?? null)
    return [{ columns: led, unique, clustered: false, distinct }]
  })
  const own: TableIndex | undefined =
    rowId === undefined ? undefined : { columns: [rowId], unique: true, clustered: true, distinct: [rows] }
  const all = own === undefined ? indexes : [own, ...indexes]
  return { bytes: null, columns: leadingColumns(all), indexes: all }
}

/** Different values of the first column, the first two, and so on, by index: stat is the rows, then the rows for each. */
function countsOf(
  database: DatabaseSync,
  schema: string,
  name: string,
): ReadonlyMap<string, readonly (number | null)[]> {
  const place = `${quoted(schema)}.`
  if (database.prepare(`SELECT 1 FROM ${place}sqlite_schema WHERE name = 'sqlite_stat1'`).get() === undefined) {
    return new Map()
  }
  const kept = database
    .prepare(`SELECT idx, stat FROM ${place}sqlite_stat1 WHERE tbl = ? AND idx IS NOT NULL`)
    .all(name)
  return new Map(
    kept.map((row) => {
      const [rows = 0, ...perValue] = String(row['stat']).split(' ').map(Number)
      const distinct = perValue.map((each) => (each > 0 ? Math.max(1, Math.round(rows / each)) : null))
      return [String(row['idx']), distinct]
    }),
  )
}

function leadingColumns(indexes: readonly TableIndex[]): Readonly<Record<string, ColumnStatistics>> {
  const known = indexes.flatMap(({ columns: [first], distinct: [count] }) =>
    first === undefined || count === null || count === undefined
      ? []
      : [[first, { ...UNKNOWN_COLUMN, distinct: count }] as const],
  )
  return Object.fromEntries(known)
}
