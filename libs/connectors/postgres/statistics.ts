import type { ColumnStatistics, TableIndex, TableStatistics } from '#plan'

/** Frequent values and bounds read of one column; more say little more. */
const MOST_VALUES = 32
const LONGEST_VALUE = 64

/** Types whose text in the catalog is that of literals. */
const READABLE_TYPES = `('int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'date', 'timestamp', 'timestamptz', 'text', 'varchar', 'bpchar', 'uuid')`

/**
 * A column of a SELECT over pg_attribute `a` of pg_class `c` in pg_namespace `n`, `base` its type: what pg_stats says
 * of the column, as far as this user may read it. A table with children is read with them, so theirs count first.
 */
export const COLUMN_STATISTICS = `
  (SELECT json_build_object('n_distinct', s.n_distinct, 'null_frac', s.null_frac, 'avg_width', s.avg_width,
     'correlation', s.correlation,
     'values', CASE WHEN m.kept THEN to_json(m.common[1:${MOST_VALUES}]) END,
     'frequencies', CASE WHEN m.kept THEN to_json(s.most_common_freqs[1:${MOST_VALUES}]) END,
     'bounds', CASE WHEN h.kept THEN (SELECT json_agg(h.bounds[1 + place * (h.count - 1) / h.steps] ORDER BY place)
        FROM generate_series(0, h.steps) place) END)
   FROM pg_stats s
   CROSS JOIN LATERAL (SELECT CASE WHEN base.built_in AND base.name IN ${READABLE_TYPES}
       THEN s.most_common_vals::text::text[] END AS common,
     CASE WHEN base.built_in AND base.name IN ${READABLE_TYPES} THEN s.histogram_bounds::text::text[] END AS bounds) read
   CROSS JOIN LATERAL (SELECT read.common, coalesce(bool_and(length(v) <= ${LONGEST_VALUE}), false) AS kept
     FROM unnest(read.common) v) m
   CROSS JOIN LATERAL (SELECT read.bounds, coalesce(bool_and(length(v) <= ${LONGEST_VALUE}), false) AND count(*) > 1 AS kept,
     count(*)::int AS count, least(count(*)::int - 1, ${MOST_VALUES}) AS steps FROM unnest(read.bounds) v) h
   WHERE s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
   ORDER BY s.inherited DESC LIMIT 1) AS statistics`

/** A column of a SELECT over pg_class `c`: its indexes in the order of btree, with the plain columns that lead each. */
export const INDEXES = `
  (SELECT coalesce(json_agg(json_build_object('unique', i.indisunique, 'primary', i.indisprimary, 'columns', led.names)), '[]')
   FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_am am ON am.oid = ic.relam
   CROSS JOIN LATERAL (
     SELECT array_agg(a.attname ORDER BY k.position) AS names FROM unnest(i.indkey) WITH ORDINALITY k(attnum, position)
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
     WHERE k.position <= i.indnkeyatts AND NOT EXISTS (
       SELECT FROM unnest(i.indkey) WITH ORDINALITY e(attnum, position) WHERE e.attnum = 0 AND e.position < k.position)) led
   WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL AND am.amname = 'btree' AND led.names IS NOT NULL) AS indexes`

/** One row's answer to COLUMN_STATISTICS. */
export interface StatisticsRow {
  /** Below zero: minus the number of different values per row. */
  readonly n_distinct: number
  readonly null_frac: number
  readonly avg_width: number
  readonly correlation: number | null
  readonly values: readonly string[] | null
  readonly frequencies: readonly number[] | null
  readonly bounds: readonly string[] | null
}

/** One row's answer to INDEXES. */
export interface IndexRow {
  readonly unique: boolean
  readonly primary: boolean
  readonly columns: readonly string[]
}

/** What the catalog keeps of a table of so many rows. */
export function tableStatistics(
  table: { readonly rows: number | null; readonly bytes: number | null; readonly indexes: readonly IndexRow[] },
  columns: readonly { readonly name: string; readonly statistics: StatisticsRow | null }[],
): TableStatistics {
  const known = columns.flatMap(({ name, statistics }) =>
    statistics === null ? [] : [[name, columnStatistics(statistics, table.rows)] as const],
  )
  const byName = Object.fromEntries(known)
  return { bytes: table.bytes, columns: byName, indexes: table.indexes.map((index) => tableIndex(index, byName)) }
}

function columnStatistics(row: StatisticsRow, rows: number | null): ColumnStatistics {
  return {
    distinct: distinctValues(row, rows),
    nullFraction: row.null_frac,
    averageBytes: row.avg_width,
    commonValues: (row.values ?? []).map((value, index) => ({ value, fraction: row.frequencies?.[index] ?? 0 })),
    histogram: row.bounds ?? [],
    correlation: row.correlation,
  }
}

/** 0 is unknown. */
function distinctValues({ n_distinct: distinct }: StatisticsRow, rows: number | null): number | null {
  if (distinct > 0) return distinct
  return distinct === 0 || rows === null ? null : Math.max(1, Math.round(-distinct * rows))
}

/** Only the leading column of an index has statistics of its own; of a unique one all columns together are different. */
function tableIndex({ columns, unique }: IndexRow, statistics: Readonly<Record<string, ColumnStatistics>>): TableIndex {
  const [first] = columns
  const leading = first === undefined ? null : (statistics[first]?.distinct ?? null)
  return { columns, unique, clustered: false, distinct: columns.length === 0 ? [] : [leading] }
}
