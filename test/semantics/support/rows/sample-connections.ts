import { type EngineType, UINT64 } from '#arrow'
import type { TableColumn, TextComparison } from '#plan'
import { duckdbName } from '../../../../libs/connectors/file/types.ts'
import { mysqlType } from '../../../../libs/connectors/mysql/types.ts'
import { sqliteType } from '../../../../libs/connectors/sqlite/types.ts'
import {
  columnsInCsv,
  columnsInParquet,
  columnsWith,
  DECLARED_TYPES,
  type HeldColumn,
  MYSQL_TYPES,
  NAMED_SQLITE_DECLARED,
  NAMED_SQLITE_TYPES,
  SQLITE_TYPES,
} from '../sources/held-columns.ts'
import { SAMPLE_COLUMNS } from '../sources/samples.ts'
import { declaredTables } from './declared-tables.ts'
import type { FixedConnection } from './planned-calls.ts'

/** The table `samples` as each source of the matrix describes it, `my_*` of this version, without asking a server. */
export async function sampleConnections(mysqlVersion: string): Promise<readonly FixedConnection[]> {
  const inPostgres = async (comparison: TextComparison): Promise<readonly TableColumn[]> => {
    const definitions = SAMPLE_COLUMNS.map(({ name, type }) => `${name} ${type}`)
    const tables = await declaredTables(
      `CREATE TABLE samples (id integer PRIMARY KEY, ${definitions.join(', ')})`,
      comparison,
    )
    return tables.get('samples') ?? []
  }
  const binary = await inPostgres('binary')
  const locale = await inPostgres('locale')
  const engineTypes = new Map(binary.map(({ name, type }) => [name, name === 'c_wide' ? UINT64 : type]))
  const of = (
    name: string,
    sourceType: string,
    serverVersion: string,
    columns: readonly TableColumn[],
  ): FixedConnection => ({
    name,
    sourceType,
    serverVersion,
    tables: new Map([['samples', columns]]),
  })
  const inMysql = (comparison: TextComparison): readonly TableColumn[] => [
    column('id', mysqlType('int', 'int'), 'int', null),
    ...columnsWith(MYSQL_TYPES).map(({ column: { name }, type }) =>
      column(name, mysqlType(type.split(/[( ]/)[0] ?? '', type), type, comparison),
    ),
  ]
  const inFile = (held: readonly HeldColumn[]): readonly TableColumn[] =>
    ['id', ...held.map((entry) => entry.column.name)].map((name) => {
      const type = engineTypes.get(name)
      return column(name, type, type === undefined ? '' : duckdbName(type), 'binary')
    })
  const inSqlite = (
    types: Readonly<Record<string, string>>,
    declarations: Readonly<Record<string, string>>,
  ): readonly TableColumn[] => [
    column('id', engineTypes.get('id'), 'INTEGER', null),
    ...columnsWith(types).map(({ column: { name, type }, type: stored }) => {
      const declared = declarations[type] === undefined ? undefined : engineTypes.get(name)
      const native = sqliteType(stored)
      return { ...column(name, declared ?? native, stored, 'binary'), nativeType: native ?? missing(name) }
    }),
  ]
  return [
    of('pg_c', 'postgres', 'PostgreSQL 15.0', binary),
    of('pg_locale', 'postgres', 'PostgreSQL 15.0', locale),
    of('pg_18', 'postgres', 'PostgreSQL 18.0', binary),
    of('my_ci', 'mysql', mysqlVersion, inMysql('case_insensitive')),
    of('my_bin', 'mysql', mysqlVersion, inMysql('binary_pad')),
    of('my_nopad', 'mysql', mysqlVersion, inMysql('binary')),
    of('sqlite', 'sqlite', 'SQLite 3.50.0', inSqlite(SQLITE_TYPES, DECLARED_TYPES)),
    of('sqlite_named', 'sqlite', 'SQLite 3.50.0', inSqlite(NAMED_SQLITE_TYPES, NAMED_SQLITE_DECLARED)),
    of('parquet', 'file', 'DuckDB 1.4.0', inFile(columnsInParquet())),
    of('csv', 'file', 'DuckDB 1.4.0', inFile(columnsInCsv())),
  ]
}

function column(
  name: string,
  type: EngineType | undefined,
  sourceType: string,
  comparison: TextComparison | null,
): TableColumn {
  const known = type ?? missing(name)
  return {
    name,
    type: known,
    nativeType: known,
    sourceType,
    nullable: name !== 'id',
    comparison: known.kind === 'string' ? comparison : null,
  }
}

function missing(name: string): never {
  throw new Error(`The column ${name} has a type that the source does not have.`)
}
