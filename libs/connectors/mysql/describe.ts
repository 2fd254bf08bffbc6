import type { PoolConnection } from 'mysql2'
import type { TableDescription, TableRef, TextComparison } from '#plan'
import { tableColumn } from '../native-column.ts'
import type { DeclaredColumns } from '../spi.ts'
import { execute, type ServerKind } from './session.ts'
import { tableStatistics } from './statistics.ts'
import { mysqlType } from './types.ts'

/** Names compare without case there; where tables on disk differ by case, so do they. */
const FIND_TABLE = `
SELECT table_schema, table_name, table_type, CAST(table_rows AS CHAR), @@lower_case_table_names,
  CAST(data_length AS CHAR), engine
FROM information_schema.tables
WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ?`

const COLUMNS = `
SELECT c.column_name, c.data_type, c.column_type, c.is_nullable, c.character_set_name, c.collation_name, c.table_name
FROM information_schema.columns c
WHERE c.table_schema = ? AND c.table_name = ?
ORDER BY c.ordinal_position`

const PADDED_COLLATIONS = `SELECT collation_name FROM information_schema.collations WHERE pad_attribute = 'PAD SPACE'`

const TABLES = `
SELECT CASE WHEN table_schema = DATABASE() THEN table_name ELSE CONCAT(table_schema, '.', table_name) END AS name
FROM information_schema.tables
WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')
ORDER BY name`

/** A table or view as the catalog has it. */
export async function describeTable(
  connection: PoolConnection,
  server: ServerKind,
  ref: TableRef,
  declared: DeclaredColumns,
): Promise<TableDescription | undefined> {
  const found = await execute(connection, FIND_TABLE, [ref.schema, ref.table])
  const table =
    found.find((row) => row[1] === ref.table) ??
    found.find((row) => Number(row[4]) !== 0 || row[0] === 'information_schema')
  if (table === undefined) return undefined
  const [schema = '', name = '', kind, rows, , bytes, engine] = table.map(text)
  const listed = (await execute(connection, COLUMNS, [schema, name])).filter((row) => row[6] === name)
  const padded = await paddedCollations(connection, server)
  const columns = listed.map((row) => {
    const [column = '', dataType = '', columnType = '', nullable, charset, collation] = row.map(text)
    return {
      name: column,
      type: mysqlType(dataType, columnType),
      sourceType: columnType,
      nullable: nullable === 'YES',
      comparison: comparisonOf(dataType, charset ?? '', collation ?? '', padded),
    }
  })
  const description = {
    ref,
    columns: columns.map((native) => tableColumn(native, ref.source, `${schema}.${name}`, declared)),
    serverVersion: server.version,
  }
  if (kind !== 'BASE TABLE') return { ...description, primaryKey: [], estimatedRows: null }
  const size = { rows: known(rows), bytes: known(bytes) }
  const kept = await tableStatistics(connection, server.mariadb, { schema, name, ...size, columns })
  const range = keyRange(kept, columns)
  const isLockable = server.mariadb && engine === 'InnoDB' && range.splitting !== undefined
  return { ...description, ...kept, estimatedRows: size.rows, ...range, ...(isLockable ? { readsTogether: true } : {}) }
}

const INTEGER = /^(tiny|small|medium|big)?int\b/

/** The first key column for reading the table in parts, where it is an integer and its ends are known. */
function keyRange(
  { primaryKey: [key = ''], statistics }: Pick<Required<TableDescription>, 'primaryKey' | 'statistics'>,
  columns: readonly { readonly name: string; readonly sourceType: string }[],
): Pick<TableDescription, 'splitting'> {
  const type = columns.find(({ name }) => name === key)?.sourceType ?? ''
  const ends = statistics.columns[key]?.histogram ?? []
  const [first, last] = [ends[0], ends.at(-1)]
  if (!INTEGER.test(type) || first === undefined || last === undefined) return {}
  return { splitting: { column: key, first, last } }
}

function known(number: string | undefined): number | null {
  return number === undefined || number === '' ? null : Number(number)
}

/** Names of all tables that can be read; those of the connection's database without it. */
export async function listTables(connection: PoolConnection): Promise<readonly string[]> {
  return (await execute(connection, TABLES)).map((row) => text(row[0]))
}

/** Text of the catalog, which some versions send as bytes. */
function text(value: unknown): string {
  if (value === null || value === undefined) return ''
  return Buffer.isBuffer(value) ? value.toString('utf8') : String(value)
}

type IsPadded = (collation: string) => boolean

/** MariaDB says NO PAD in the collation's name, MySQL 8 in a column of the catalog. */
async function paddedCollations(connection: PoolConnection, { mariadb }: ServerKind): Promise<IsPadded> {
  if (mariadb) return (collation) => !collation.includes('_nopad_')
  const names = new Set((await execute(connection, PADDED_COLLATIONS)).map((row) => text(row[0])))
  return (collation) => names.has(collation)
}

/** Character sets in which the order of _bin is the order of UTF-8's bytes. */
const ORDERED_CHARSETS: ReadonlySet<string> = new Set(['utf8mb4', 'utf8mb3', 'utf8', 'ascii'])

/** An enum or set compares by its number, or in its collation; only _bin over UTF-8 compares by bytes. */
function comparisonOf(dataType: string, charset: string, collation: string, padded: IsPadded): TextComparison | null {
  if (collation === '') return null
  const bytewise = collation.endsWith('_bin') && ORDERED_CHARSETS.has(charset)
  if (!bytewise || dataType === 'enum' || dataType === 'set') return 'case_insensitive'
  return padded(collation) ? 'binary_pad' : 'binary'
}
