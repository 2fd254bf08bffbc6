import type { ClientBase } from 'pg'
import type { TableDescription, TableRef, TextComparison } from '#plan'
import { tableColumn } from '../native-column.ts'
import type { DeclaredColumns } from '../spi.ts'
import { COLUMN_STATISTICS, INDEXES, type IndexRow, type StatisticsRow, tableStatistics } from './statistics.ts'
import { postgresType } from './types.ts'

interface TableRow {
  readonly oid: string
  readonly schema: string
  readonly kind: string
  readonly estimate: number | null
  readonly bytes: number | null
  readonly indexes: readonly IndexRow[]
  readonly primary_key: readonly string[]
  readonly server_version: string
  readonly shares_snapshots: boolean
  readonly pages: number | null
}

interface ColumnRow {
  readonly name: string
  readonly source_type: string
  readonly type_name: string
  readonly type_kind: string
  readonly built_in: boolean
  readonly typmod: number
  readonly not_null: boolean
  readonly collatable: boolean
  readonly provider: string
  readonly locale: string
  readonly deterministic: boolean
  readonly encoding: string
  readonly statistics: StatisticsRow | null
}

/** Ordinary and partitioned tables, views, materialised views and foreign tables. */
const READABLE_KINDS = `('r', 'p', 'v', 'm', 'f')`

/**
 * Pages of the table as it is now, for reading it in parts by ctid: from version 14 on the server reads just the pages
 * asked for. Only heaps have such places. The same pages of all partitions are a part of a partitioned table; a foreign
 * table among them stays out of snapshots, and tables that inherit may be of any kind.
 */
const PAGES = `CASE WHEN current_setting('server_version_num')::int >= 140000 THEN
    CASE WHEN c.relkind IN ('r', 'm') AND NOT c.relhassubclass AND (SELECT amname FROM pg_am WHERE oid = c.relam) = 'heap'
      THEN pg_relation_size(c.oid) / current_setting('block_size')::int
    WHEN c.relkind = 'p' THEN
      (SELECT CASE WHEN bool_and(leaf.relkind = 'r' AND am.amname = 'heap')
         THEN max(pg_relation_size(leaf.oid)) / current_setting('block_size')::int END
       FROM pg_partition_tree(c.oid) t JOIN pg_class leaf ON leaf.oid = t.relid LEFT JOIN pg_am am ON am.oid = leaf.relam
       WHERE t.isleaf) END
  END::float8`

/** reltuples is -1 until a first ANALYZE (0 pages before version 14); a partitioned table is the sum of its leaves. */
const FIND_TABLE = `
SELECT c.oid::text AS oid, n.nspname AS schema, c.relkind::text AS kind,
  CASE WHEN c.relkind = 'p' THEN
    (SELECT CASE WHEN bool_and(leaf.reltuples >= 0) THEN sum(leaf.reltuples) END
     FROM pg_partition_tree(c.oid) t JOIN pg_class leaf ON leaf.oid = t.relid WHERE t.isleaf)
  WHEN c.relkind IN ('r', 'm', 'f') AND c.reltuples >= 0 AND c.relpages > 0 THEN c.reltuples END::float8 AS estimate,
  CASE WHEN c.relkind IN ('r', 'm') AND c.relpages > 0
    THEN c.relpages * current_setting('block_size')::float8 END AS bytes,
  ARRAY(
    SELECT a.attname::text FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS key(attnum, position)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.attnum
    WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid
    ORDER BY key.position) AS primary_key,
  current_setting('server_version') AS server_version,
  coalesce(CASE WHEN to_regprocedure('pg_catalog.pg_export_snapshot()') IS NOT NULL
    THEN has_function_privilege('pg_catalog.pg_export_snapshot()', 'EXECUTE') END, false) AS shares_snapshots,
  ${PAGES} AS pages,${INDEXES}
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = $1 AND c.relkind IN ${READABLE_KINDS}
  AND CASE WHEN $2::text IS NULL THEN pg_table_is_visible(c.oid) ELSE n.nspname = $2 END`

/** A domain stands for its base type; a default collation for the database's. */
const COLUMNS = `
SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS source_type, base.name AS type_name,
  base.kind AS type_kind, base.built_in, base.typmod, a.attnotnull AS not_null, a.attcollation <> 0 AS collatable,
  CASE coalesce(l.collprovider::text, '') WHEN 'd' THEN coalesce(d.j->>'datlocprovider', 'c')
    ELSE coalesce(l.collprovider::text, '') END AS provider,
  coalesce(CASE l.collprovider WHEN 'd' THEN coalesce(CASE WHEN coalesce(d.j->>'datlocprovider', 'c') = 'c'
      THEN d.j->>'datcollate' END, d.j->>'datlocale', d.j->>'daticulocale', d.j->>'datcollate')
    ELSE coalesce(CASE WHEN l.collprovider = 'c' THEN k.j->>'collcollate' END,
      k.j->>'colllocale', k.j->>'colliculocale', k.j->>'collcollate') END, '') AS locale,
  coalesce((k.j->>'collisdeterministic')::boolean, true) AS deterministic,
  pg_encoding_to_char(d.encoding) AS encoding,${COLUMN_STATISTICS}
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
  WITH RECURSIVE step(oid, typmod) AS (
    SELECT a.atttypid, a.atttypmod
    UNION ALL
    SELECT t.typbasetype, t.typtypmod FROM step s JOIN pg_type t ON t.oid = s.oid WHERE t.typtype = 'd')
  SELECT t.typname AS name, t.typtype::text AS kind, s.typmod, t.typnamespace = 'pg_catalog'::regnamespace AS built_in
  FROM step s JOIN pg_type t ON t.oid = s.oid WHERE t.typtype <> 'd') base
LEFT JOIN pg_collation l ON l.oid = a.attcollation
LEFT JOIN LATERAL (SELECT to_jsonb(l) AS j) k ON l.oid IS NOT NULL
CROSS JOIN (SELECT encoding, to_jsonb(db) AS j FROM pg_database db WHERE datname = current_database()) d
WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum`

const TABLES = `
SELECT CASE WHEN pg_table_is_visible(c.oid) THEN c.relname ELSE n.nspname || '.' || c.relname END AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ${READABLE_KINDS} AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'
  AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
ORDER BY 1`

/** A table, view or partitioned table as the catalog has it. */
export async function describeTable(
  client: ClientBase,
  ref: TableRef,
  declared: DeclaredColumns,
): Promise<TableDescription | undefined> {
  const [table] = (await client.query<TableRow>(FIND_TABLE, [ref.table, ref.schema])).rows
  if (table === undefined) return undefined
  const { rows } = await client.query<ColumnRow>(COLUMNS, [table.oid])
  const shown = `${table.schema}.${ref.table}`
  const columns = rows.map((row) => {
    const known = row.built_in || row.type_kind === 'e' || row.type_name === 'citext'
    return {
      name: row.name,
      type: known ? postgresType(row.type_name, row.type_kind, row.typmod) : undefined,
      sourceType: row.source_type,
      nullable: !row.not_null,
      comparison: comparisonOf(row),
      statistics: row.statistics,
    }
  })
  const estimatedRows = table.estimate === null ? null : Math.round(table.estimate)
  return {
    ref,
    columns: columns.map((native) => tableColumn(native, ref.source, shown, declared)),
    primaryKey: table.primary_key,
    estimatedRows,
    statistics: tableStatistics({ rows: estimatedRows, bytes: table.bytes, indexes: table.indexes }, columns),
    serverVersion: shownVersion(table.server_version),
    ...(table.shares_snapshots ? { sharesSnapshots: true } : {}),
    ...(table.pages === null
      ? {}
      : { splitting: { column: null, first: '0', last: String(Math.max(0, table.pages - 1)) } }),
  }
}

/** Names of all tables that can be read; those on the search path without their schema. */
export async function listTables(client: ClientBase): Promise<readonly string[]> {
  return (await client.query<{ name: string }>(TABLES)).rows.map(({ name }) => name)
}

/** `PostgreSQL 15.18`. */
export async function serverVersion(client: ClientBase): Promise<string> {
  const [row] = (await client.query<{ version: string }>(`SELECT current_setting('server_version') AS version`)).rows
  return shownVersion(row?.version ?? '')
}

function shownVersion(version: string): string {
  return `PostgreSQL ${version.split(' ')[0]}`
}

const BYTEWISE_LOCALES = /^(C|POSIX|C\.UTF-?8|PG_UNICODE_FAST)$/i
/** Encodings whose bytes sort as the UTF-8 of the same text does. */
const ORDERED_ENCODINGS: ReadonlySet<string> = new Set(['UTF8', 'LATIN1', 'SQL_ASCII'])

/**
 * How the column compares text. An enum sorts by its labels' order and citext folds case; char(n) ignores trailing
 * spaces. Deterministic locales compare `=` by bytes and differ only in order; ICU's and glibc's sort otherwise.
 */
function comparisonOf(row: ColumnRow): TextComparison | null {
  if (row.type_kind === 'e') return 'locale'
  if (row.type_name === 'citext' || !row.deterministic) return 'case_insensitive'
  if (!row.collatable) return null
  const bytewise = row.provider !== 'i' && BYTEWISE_LOCALES.test(row.locale) && ORDERED_ENCODINGS.has(row.encoding)
  if (row.type_name === 'bpchar') return bytewise ? 'binary_pad' : 'case_insensitive'
  return bytewise ? 'binary' : 'locale'
}
