import type { DatabaseSync } from 'node:sqlite'
import type { TableDescription, TableRef, TextComparison } from '#plan'
import { tableColumn } from '../native-column.ts'
import type { DeclaredColumns } from '../spi.ts'
import { quoted } from './quoted.ts'
import { tableStatistics } from './statistics.ts'
import { sqliteType } from './types.ts'

const FIND_TABLE = `
SELECT schema, name, type, wr FROM pragma_table_list
WHERE schema = coalesce(?, 'main') COLLATE NOCASE AND name = ? COLLATE NOCASE AND type IN ('table', 'view', 'virtual')`

/** hidden is 1 for the hidden columns of virtual tables; 2 and 3 are generated ones. */
const COLUMNS = `SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?, ?) WHERE hidden <> 1 ORDER BY cid`

const OTHER_COLLATION = /\bCOLLATE\s+(?!["'[`]?BINARY\b)/i

/** A table or view as the schema has it. */
export function describeTable(
  database: DatabaseSync,
  ref: TableRef,
  declared: DeclaredColumns,
): TableDescription | undefined {
  const table = database.prepare(FIND_TABLE).get(ref.schema, ref.table)
  if (table === undefined) return undefined
  const [schema, name] = [String(table['schema']), String(table['name'])]
  const columns = database.prepare(COLUMNS).all(name, schema)
  const key = columns.filter(({ pk }) => Number(pk) > 0).sort((a, b) => Number(a['pk']) - Number(b['pk']))
  const comparison = textComparison(database, schema, name)
  const isRowId = (column: (typeof columns)[number]): boolean =>
    key.length === 1 && column === key[0] && String(column['type']).toUpperCase() === 'INTEGER'
  const estimatedRows =
    table['type'] === 'table' && Number(table['wr']) === 0 ? rowIdSpan(database, schema, name) : null
  const rowId = columns.find(isRowId)?.['name']
  const kept = { schema, name, rowId: rowId === undefined ? undefined : String(rowId) }
  return {
    ref,
    columns: columns.map((row) => {
      const sourceType = String(row['type'])
      const native = {
        name: String(row['name']),
        type: sqliteType(sourceType),
        sourceType: sourceType === '' ? 'no declared type' : sourceType,
        nullable: Number(row['notnull']) === 0 && !isRowId(row),
        comparison,
      }
      return tableColumn(native, ref.source, name, declared)
    }),
    primaryKey: key.map((row) => String(row['name'])),
    estimatedRows,
    ...(table['type'] === 'table' ? { statistics: tableStatistics(database, kept, estimatedRows) } : {}),
    serverVersion: sqliteVersion(database),
  }
}

/** Names of the tables and views of the main database. */
export function listTables(database: DatabaseSync): readonly string[] {
  const sql = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`
  return database
    .prepare(sql)
    .all()
    .map(({ name }) => String(name))
}

/** `SQLite 3.53.4`. */
export function sqliteVersion(database: DatabaseSync): string {
  return `SQLite ${String(database.prepare('SELECT sqlite_version() AS version').get()?.['version'])}`
}

/** The schema does not tell a column's collation but in its text: one that is not BINARY anywhere makes all suspect. */
function textComparison(database: DatabaseSync, schema: string, name: string): TextComparison {
  const encoding = database.prepare('PRAGMA encoding').get()
  if (encoding?.['encoding'] !== 'UTF-8') return 'locale'
  const written = database.prepare(`SELECT sql FROM ${quoted(schema)}.sqlite_schema WHERE name = ?`).get(name)
  return OTHER_COLLATION.test(String(written?.['sql'] ?? '')) ? 'case_insensitive' : 'binary'
}

/** A table whose row ids span more than this has gaps, and they say nothing of its rows. */
const PLAUSIBLE_ROWS = 1e12

/** The span of row ids, found at once at the ends of the table's tree. */
function rowIdSpan(database: DatabaseSync, schema: string, name: string): number | null {
  const table = `${quoted(schema)}.${quoted(name)}`
  const end = (which: string): string => `CAST((SELECT ${which}(rowid) FROM ${table}) AS REAL)`
  const row = database.prepare(`SELECT ${end('max')} - ${end('min')} + 1 AS span`).get()
  const span = Number(row?.['span'] ?? 0)
  return span > PLAUSIBLE_ROWS ? null : span
}
