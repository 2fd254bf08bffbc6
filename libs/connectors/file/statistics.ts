import type { EngineType } from '#arrow'
import { type ColumnStatistics, type TableStatistics, UNKNOWN_COLUMN } from '#plan'
import type { FileColumn, FileDatabase } from './database.ts'
import { list } from './sql-text.ts'

/** By column over all row groups (parquet_metadata of DuckDB); numbers are compared as numbers, dates as their text. */
const metadata = (files: readonly string[]): string => `
SELECT path_in_schema, sum(num_values)::DOUBLE, sum(stats_null_count)::DOUBLE, sum(total_uncompressed_size)::DOUBLE,
  min(TRY_CAST(stats_min_value AS DOUBLE))::VARCHAR, max(TRY_CAST(stats_max_value AS DOUBLE))::VARCHAR,
  min(stats_min_value), max(stats_max_value), bool_and(stats_min_value IS NOT NULL AND stats_max_value IS NOT NULL)
FROM parquet_metadata(${list(files)}) GROUP BY path_in_schema`

/** What the footers of Parquet files say of their columns. */
export async function parquetStatistics({ connection, files, columns }: FileDatabase): Promise<TableStatistics> {
  const rows = (await connection.runAndReadAll(metadata(files))).getRows()
  const byName = new Map(columns.map((column) => [column.name, column]))
  const known = rows.flatMap((row): readonly (readonly [string, ColumnStatistics, number])[] => {
    const column = byName.get(String(row[0]))
    return column === undefined ? [] : [[column.name, columnStatistics(row, column), Number(row[3] ?? 0)]]
  })
  return {
    bytes: known.reduce((sum, [, , bytes]) => sum + bytes, 0),
    columns: Object.fromEntries(known.map(([name, statistics]) => [name, statistics])),
    indexes: [],
  }
}

function columnStatistics(row: readonly unknown[], { type }: FileColumn): ColumnStatistics {
  const [, values, nulls, bytes, leastNumber, greatestNumber, leastText, greatestText, isWhole] = row
  const count = Number(values)
  const ends = type === undefined || isWhole !== true ? undefined : endsOf(type)
  const bounds = ends === 'number' ? [leastNumber, greatestNumber] : ends === 'text' ? [leastText, greatestText] : []
  return {
    ...UNKNOWN_COLUMN,
    nullFraction: nulls === null || count === 0 ? null : Number(nulls) / count,
    averageBytes: count === 0 ? null : Number(bytes) / count,
    histogram: bounds.every((bound) => typeof bound === 'string') ? bounds.map(String) : [],
  }
}

/** Text is left out: a footer may cut it. */
function endsOf({ kind }: EngineType): 'number' | 'text' | undefined {
  switch (kind) {
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint64':
    case 'decimal':
    case 'float32':
    case 'float64':
      return 'number'
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return 'text'
    default:
      return undefined
  }
}
