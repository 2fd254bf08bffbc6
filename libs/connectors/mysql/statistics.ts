import type { PoolConnection } from 'mysql2'
import type { EngineType } from '#arrow'
import { type ColumnStatistics, type TableIndex, type TableStatistics, UNKNOWN_COLUMN } from '#plan'
import { errorNumber } from './failures.ts'
import { mariadbHistogram, mysqlHistogram, withHistogram } from './histogram.ts'
import { execute } from './session.ts'

const INDEXES = `
SELECT index_name, column_name, CAST(non_unique AS CHAR), CAST(cardinality AS CHAR), CAST(sub_part AS CHAR), index_type, table_name
FROM information_schema.statistics
WHERE table_schema = ? AND table_name = ?
ORDER BY index_name, seq_in_index`

/** How many values InnoDB has counted of the first columns of an index, `n_diff_pfx02` of two; only some users may read it. */
const INNODB_COUNTS = `
SELECT index_name, stat_name, CAST(stat_value AS CHAR) FROM mysql.innodb_index_stats
WHERE database_name = ? AND table_name = ? AND stat_name LIKE 'n_diff_pfx%'`

/** Kept by ANALYZE TABLE ... PERSISTENT; only some users may read it. */
const MARIADB_COLUMNS = `
SELECT column_name, min_value, max_value, CAST(nulls_ratio AS CHAR), CAST(avg_length AS CHAR), CAST(avg_frequency AS CHAR),
  CASE WHEN CAST(hist_type AS CHAR) = 'JSON_HB' THEN histogram ELSE decode_histogram(hist_type, histogram) END
FROM mysql.column_stats WHERE db_name = ? AND table_name = ?`

/** Kept by ANALYZE TABLE ... UPDATE HISTOGRAM, from version 8 on; shown of columns for which the user has some privilege. */
const MYSQL_HISTOGRAMS = `
SELECT column_name, CAST(histogram AS CHAR) FROM information_schema.column_statistics
WHERE schema_name = ? AND table_name = ?`

/** ER_UNKNOWN_TABLE, ER_TABLEACCESS_DENIED, ER_COLUMNACCESS_DENIED, ER_NO_SUCH_TABLE: what is not shown is not known. */
const DENIED: ReadonlySet<number> = new Set([1109, 1142, 1143, 1146])

/** Columns that lead an index and are looked at; more are rare. */
const MOST_BOUNDS = 16

/** A table, as the catalog names it. */
export interface CatalogTable {
  readonly schema: string
  readonly name: string
  readonly rows: number | null
  readonly bytes: number | null
  readonly columns: readonly { readonly name: string; readonly type: EngineType | undefined }[]
}

/** What the server keeps of a table, and its primary key's columns. The ends of an index are read from the index. */
export async function tableStatistics(
  connection: PoolConnection,
  mariadb: boolean,
  table: CatalogTable,
): Promise<{ readonly primaryKey: readonly string[]; readonly statistics: TableStatistics }> {
  const place = [table.schema, table.name]
  const parts = (await execute(connection, INDEXES, place)).map(partOf).filter((part) => part.table === table.name)
  const counted = await unlessDenied(execute(connection, INNODB_COUNTS, place))
  const counts = new Map(
    counted.map(([index, name, value]) => [`${textOf(index)} ${textOf(name)}`, numberOf(textOf(value))]),
  )
  const indexes = indexesOf(parts, ({ index, distinct }, columns, isKey) => {
    const exact = counts.get(`${index} n_diff_pfx${String(columns).padStart(2, '0')}`)
    return exact ?? (mariadb && !isKey ? unhalved(distinct, table.rows) : distinct)
  })
  const kept = await unlessDenied(execute(connection, mariadb ? MARIADB_COLUMNS : MYSQL_HISTOGRAMS, place))
  const columns = new Map(kept.map((row) => (mariadb ? keptColumn(row, table) : keptHistogram(row, table))))
  for (const [name, bounds] of await boundsOf(connection, table, indexes)) {
    const column = columns.get(name) ?? UNKNOWN_COLUMN
    if (column.histogram.length <= 2) columns.set(name, { ...column, histogram: bounds })
  }
  for (const { columns: led, distinct } of indexes) {
    const [name, count] = [led[0], distinct[0]]
    if (name === undefined || count === null || count === undefined) continue
    const column = columns.get(name) ?? UNKNOWN_COLUMN
    columns.set(name, { ...column, distinct: column.distinct ?? count })
  }
  return {
    primaryKey: parts.filter(({ index }) => index === 'PRIMARY').flatMap(({ column }) => column ?? []),
    statistics: { bytes: table.bytes, columns: Object.fromEntries(columns), indexes },
  }
}

interface IndexPart {
  readonly index: string
  /** Null for an expression. */
  readonly column: string | null
  readonly unique: boolean
  readonly distinct: number | null
  readonly whole: boolean
  readonly ordered: boolean
  readonly table: string | null
}

function partOf(row: readonly unknown[]): IndexPart {
  const [index, column, nonUnique, distinct, prefix, type, table] = row.map(textOf)
  return {
    index: index ?? '',
    column: column ?? null,
    unique: nonUnique === '0',
    distinct: positive(distinct),
    whole: prefix === null,
    ordered: type === 'BTREE',
    table: table ?? null,
  }
}

/**
 * The different values that MariaDB's catalog means. InnoDB tells it but half of the rows per value, as a whole number that
 * is at least one, so that lookups look cheap (`ha_innobase::info_low`).
 */
function unhalved(told: number | null, rows: number | null): number | null {
  if (told === null || rows === null) return told
  const half = Math.max(1, Math.round(rows / told))
  return Math.max(1, Math.round(rows / (half === 1 ? 2 : 2 * half + 1)))
}

/** The different values of so many columns that lead an index; of a key, all of them. */
type DistinctOf = (part: IndexPart, columns: number, isKey: boolean) => number | null

/** Each index up to the first column that is an expression or kept only in part. */
function indexesOf(parts: readonly IndexPart[], distinctOf: DistinctOf): readonly TableIndex[] {
  return [...Map.groupBy(parts, ({ index }) => index)].flatMap(([name, all]) => {
    const end = all.findIndex(({ column, whole, ordered }) => column === null || !whole || !ordered)
    const led = end < 0 ? all : all.slice(0, end)
    const columns = led.flatMap(({ column }) => column ?? [])
    if (columns.length === 0) return []
    const unique = end < 0 && led[0]?.unique === true
    const distinct = led.map((part, place) => distinctOf(part, place + 1, unique && place === led.length - 1))
    return [{ columns, unique, clustered: name === 'PRIMARY', distinct }]
  })
}

/** avg_frequency is the rows per value. */
function keptColumn(row: readonly unknown[], { rows, columns }: CatalogTable): readonly [string, ColumnStatistics] {
  const [name, least, greatest, nulls, length, frequency, histogram] = row.map(textOf)
  const nullFraction = numberOf(nulls)
  const perValue = positive(frequency)
  const present = rows === null ? null : rows * (1 - (nullFraction ?? 0))
  const statistics = {
    ...UNKNOWN_COLUMN,
    distinct: perValue === null || present === null ? null : Math.max(1, Math.round(present / perValue)),
    nullFraction,
    averageBytes: numberOf(length),
    histogram: least === null || greatest === null ? [] : [least ?? '', greatest ?? ''],
  }
  const type = columns.find((column) => column.name === name)?.type
  if (
    type === undefined ||
    typeof histogram !== 'string' ||
    typeof least !== 'string' ||
    typeof greatest !== 'string'
  ) {
    return [name ?? '', statistics]
  }
  const facts = mariadbHistogram(histogram, type, { least, greatest, nullFraction: nullFraction ?? 0 })
  return [name ?? '', facts === undefined ? statistics : withHistogram(statistics, facts)]
}

function keptHistogram(row: readonly unknown[], { columns }: CatalogTable): readonly [string, ColumnStatistics] {
  const [name, histogram] = row.map(textOf)
  const type = columns.find((column) => column.name === name)?.type
  const facts = type === undefined || typeof histogram !== 'string' ? undefined : mysqlHistogram(histogram, type)
  return [name ?? '', facts === undefined ? UNKNOWN_COLUMN : withHistogram(undefined, facts)]
}

/** The least and the greatest value of each column that leads an index: one look at each end. */
async function boundsOf(
  connection: PoolConnection,
  { schema, name, columns }: CatalogTable,
  indexes: readonly TableIndex[],
): Promise<ReadonlyMap<string, readonly [string, string]>> {
  const leading = new Set(indexes.map((index) => index.columns[0]))
  const led = columns.filter((column) => leading.has(column.name) && isOrdered(column.type)).slice(0, MOST_BOUNDS)
  if (led.length === 0) return new Map()
  const from = `${quoted(schema)}.${quoted(name)}`
  const ends = led.flatMap((column) =>
    ['MIN', 'MAX'].map((end) => `CAST((SELECT ${end}(${quoted(column.name)}) FROM ${from}) AS CHAR)`),
  )
  const [row = []] = await unlessDenied(execute(connection, `SELECT ${ends.join(', ')}`))
  return new Map(
    led.flatMap((column, index) => {
      const [least, greatest] = [textOf(row[2 * index]), textOf(row[2 * index + 1])]
      return least === null || greatest === null ? [] : [[column.name, [least, greatest]] as const]
    }),
  )
}

function isOrdered(type: EngineType | undefined): boolean {
  return type !== undefined && ORDERED.has(type.kind)
}

const ORDERED: ReadonlySet<EngineType['kind']> = new Set<EngineType['kind']>([
  'int16',
  'int32',
  'int64',
  'uint64',
  'decimal',
  'float32',
  'float64',
  'date',
  'timestamp',
  'timestamptz',
])

async function unlessDenied(rows: Promise<unknown[][]>): Promise<unknown[][]> {
  try {
    return await rows
  } catch (error) {
    const number = errorNumber(error)
    if (number !== undefined && DENIED.has(number)) return []
    throw error
  }
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** Text of the catalog, which some versions send as bytes. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return Buffer.isBuffer(value) ? value.toString('utf8') : String(value)
}

function numberOf(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text)
}

function positive(text: string | null | undefined): number | null {
  const number = numberOf(text)
  return number !== null && number > 0 ? number : null
}
