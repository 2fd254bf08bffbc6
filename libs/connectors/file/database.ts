import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type EngineType, type Field, typeName } from '#arrow'
import type { FileSourceConfig } from '#config'
import { ValidationError } from '#core'
import { fileFailure, unreadable } from './failures.ts'
import { duckdbName, fileType } from './types.ts'

const MEMORY_LIMIT = '1GB'

/** A column of the files, and of the view over them. */
export interface FileColumn {
  readonly name: string
  /** DuckDB's own type of it in the files. */
  readonly fileType: string
  /** What the view makes of it; undefined for a type the engine cannot carry. */
  readonly type: EngineType | undefined
}

/** One use of the files: a database in memory with one view, locked so that it can reach nothing else. */
export interface FileDatabase {
  readonly connection: DuckDBConnection
  readonly columns: readonly FileColumn[]
  readonly files: readonly string[]
  close(): Promise<void>
}

/**
 * Opens the files a source names now, as a view of the table's name.
 * @throws ConnectionError SOURCE_UNREACHABLE naming the path when there are none
 */
export async function openFiles(config: FileSourceConfig, table: string): Promise<FileDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'ajna-file-'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const close = async (): Promise<void> => {
    connection.closeSync()
    instance.closeSync()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    for (const setting of settings(folder)) await connection.run(setting)
    const files = await matchingFiles(connection, config)
    await connection.run(`SET allowed_paths = ${list(files)}`)
    for (const setting of LOCKS) await connection.run(setting)
    const columns = await createView(connection, config, files, table)
    await connection.run('SET lock_configuration = true')
    return { connection, columns, files, close }
  } catch (error) {
    await close()
    throw fileFailure(error, config)
  }
}

function settings(folder: string): readonly string[] {
  return [
    `SET threads = ${availableParallelism()}`,
    `SET memory_limit = '${MEMORY_LIMIT}'`,
    `SET temp_directory = ${quoted(folder)}`,
    'SET preserve_insertion_order = true',
    `SET default_null_order = 'nulls_last_on_asc_first_on_desc'`,
    `SET TimeZone = 'UTC'`,
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
  ]
}

const LOCKS = ['SET enable_external_access = false']

async function matchingFiles(connection: DuckDBConnection, config: FileSourceConfig): Promise<readonly string[]> {
  const found = await connection.runAndReadAll(`SELECT file FROM glob(${quoted(config.path)}) ORDER BY file`)
  const files = found.getRows().map(([file]) => String(file))
  if (files.length === 0) throw unreadable(config, 'no such file')
  return files
}

/** The view: each column under its name, in the one type the engine computes with. */
async function createView(
  connection: DuckDBConnection,
  config: FileSourceConfig,
  files: readonly string[],
  table: string,
): Promise<readonly FileColumn[]> {
  const declared = config.declared[table]?.columns ?? {}
  if (config.format === 'json') checkJsonDecimals(config, Object.values(declared))
  const found = await describe(connection, scan(config, files))
  const typed = scan(config, files, found, declared)
  const columns = (await describe(connection, typed)).map((column) => {
    const native = fileType(column.fileType)
    return { ...column, type: native ?? declared[column.name]?.type }
  })
  const shown = columns.map((column) => `${viewed(column)} AS ${identifier(column.name)}`)
  const place = config.schema === null ? '' : `${identifier(config.schema)}.`
  if (config.schema !== null) await connection.run(`CREATE SCHEMA IF NOT EXISTS ${identifier(config.schema)}`)
  await connection.run(`CREATE VIEW ${place}${identifier(table)} AS SELECT ${shown.join(', ')} FROM ${typed}`)
  return columns
}

/** Digits of a number in JSON that survive: it is read as a double. */
const JSON_DIGITS = 15

function checkJsonDecimals(config: FileSourceConfig, declared: readonly Field[]): void {
  for (const { name, type } of declared) {
    if (type.kind !== 'decimal' || type.precision <= JSON_DIGITS) continue
    throw new ValidationError(
      'UNSUPPORTED',
      `Source "${config.name}": column "${name}" is declared as ${typeName(type)}, but numbers of JSON are exact to ` +
        `${JSON_DIGITS} digits only; declare fewer digits, or string for numbers that are written as text.`,
      { source: config.name },
    )
  }
}

async function describe(connection: DuckDBConnection, source: string): Promise<readonly FileColumn[]> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`)
  return described.getRows().map(([name, type]) => ({ name: String(name), fileType: String(type), type: undefined }))
}

/** Nanoseconds that the engine cannot carry stop the query; any other conversion is exact, or raises. */
function viewed({ name, fileType: from, type }: FileColumn): string {
  const column = identifier(name)
  if (from === 'TIMESTAMP_NS') {
    const message = quoted(`22008: column ${name} holds nanoseconds, which the engine does not carry`)
    return `CASE WHEN epoch_ns(${column}) % 1000 <> 0 THEN error(${message}) ELSE CAST(${column} AS TIMESTAMP) END`
  }
  if (type === undefined) return column
  const to = duckdbName(type)
  return to === from ? column : `CAST(${column} AS ${to})`
}

/**
 * The table function over the files. Once the columns are known they are said, so that no later look at a sample
 * changes them; declared types of CSV and JSON are read as such, not converted from a guess.
 */
function scan(
  config: FileSourceConfig,
  files: readonly string[],
  found: readonly FileColumn[] = [],
  declared: Readonly<Record<string, Field>> = {},
): string {
  if (config.format === 'parquet') return `read_parquet(${list(files)})`
  const types = found.map(({ name, fileType: guess }) => {
    const type = declared[name]?.type
    return `${quoted(name)}: ${quoted(type === undefined ? guess : duckdbName(type))}`
  })
  const columns = found.length === 0 ? [] : [`columns = {${types.join(', ')}}`]
  if (config.format === 'json') return `read_json(${[list(files), ...columns].join(', ')})`
  const options = [
    ...(config.delimiter === null ? [] : [`delim = ${quoted(config.delimiter)}`]),
    ...(config.header === null ? [] : [`header = ${config.header}`]),
    ...(config.nullText === null ? [] : [`nullstr = ${quoted(config.nullText)}`]),
    // A quoted empty text is a text; only a bare one is null.
    'allow_quoted_nulls = false',
  ]
  return `read_csv(${[list(files), ...options, ...columns].join(', ')})`
}

function list(files: readonly string[]): string {
  return `[${files.map(quoted).join(', ')}]`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Rows the files say they hold, for formats that say so. */
export async function countedRows(database: FileDatabase, config: FileSourceConfig): Promise<number | null> {
  if (config.format !== 'parquet') return null
  const sql = `SELECT sum(num_rows)::DOUBLE FROM parquet_file_metadata(${list(database.files)})`
  const [row] = (await database.connection.runAndReadAll(sql)).getRows()
  return Number(row?.[0])
}
