import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type EngineType, type Field, typeName } from '#arrow'
import type { FileSourceConfig } from '#config'
import { ValidationError } from '#core'
import { checkHeaders, csvForm, csvSample, csvTexts } from './csv-scan.ts'
import { fileFailure, unreadable } from './failures.ts'
import { identifier, list, quoted } from './sql-text.ts'
import { strictValue } from './strict-text.ts'
import { duckdbName, fileType as engineType, parquetType } from './types.ts'

/** A worker runs several reads at once, each with these. */
const MAX_THREADS = 4
const MEMORY_LIMIT = '1GB'

/** A column of the files, and of the view over them. */
export interface FileColumn {
  readonly name: string
  /** DuckDB's own type of it in the files. */
  readonly fileType: string
  /** What the view makes of it; undefined for a type the engine cannot carry. */
  readonly type: EngineType | undefined
}

/** A database in memory with one view over the files, locked so that it can reach nothing else. */
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
    await connection.run('SET enable_external_access = false')
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
    `SET threads = ${Math.min(MAX_THREADS, availableParallelism())}`,
    `SET memory_limit = '${MEMORY_LIMIT}'`,
    `SET temp_directory = ${quoted(folder)}`,
    // What it would hold of the files it would hold as long as the database is kept.
    'SET enable_external_file_cache = false',
    'SET preserve_insertion_order = true',
    // It filters below a LIMIT by keys of a join above it (duckdb/duckdb#22924).
    `SET disabled_optimizers = 'join_filter_pushdown'`,
    `SET default_null_order = 'nulls_last_on_asc_first_on_desc'`,
    `SET TimeZone = 'UTC'`,
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
  ]
}

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
  const { columns, from } = await SCANS[config.format](connection, config, files, declared)
  const view = config.format === 'parquet' ? converted : parsed
  const shown = columns.map((column) => `${view(column)} AS ${identifier(column.name)}`)
  const place = config.schema === null ? '' : `${identifier(config.schema)}.`
  if (config.schema !== null) await connection.run(`CREATE SCHEMA IF NOT EXISTS ${identifier(config.schema)}`)
  await connection.run(`CREATE VIEW ${place}${identifier(table)} AS SELECT ${shown.join(', ')} FROM ${from}`)
  return columns
}

interface Scan {
  readonly columns: readonly FileColumn[]
  /** The table function over the files. */
  readonly from: string
}

type Declared = Readonly<Record<string, Field>>
type ScanFiles = (
  connection: DuckDBConnection,
  config: FileSourceConfig,
  files: readonly string[],
  declared: Declared,
) => Promise<Scan>

const SCANS: Readonly<Record<FileSourceConfig['format'], ScanFiles>> = {
  parquet: scanParquet,
  csv: scanCsv,
  json: scanJson,
}

async function scanParquet(
  connection: DuckDBConnection,
  _config: FileSourceConfig,
  files: readonly string[],
  declared: Declared,
): Promise<Scan> {
  const from = `read_parquet(${list(files)})`
  const columns = (await describe(connection, from)).map(({ name, fileType }) => ({
    name,
    fileType,
    type: parquetType(fileType) ?? declared[name]?.type,
  }))
  return { columns, from }
}

/** Every column is read as text and converted by the view. Columns without a header have the declared names. */
async function scanCsv(
  connection: DuckDBConnection,
  config: FileSourceConfig,
  files: readonly string[],
  declared: Declared,
): Promise<Scan> {
  const form = await csvForm(connection, config, files)
  const found = await describe(connection, csvSample(files, form))
  await checkHeaders(connection, config, files, form, found.length)
  const names = Object.keys(declared)
  const isNamed = !form.hasHeader && names.length === found.length
  const columns = found.map((column, index) => {
    const name = isNamed ? (names[index] ?? column.name) : column.name
    return { name, fileType: column.fileType, type: declared[name]?.type ?? engineType(column.fileType) }
  })
  const from = csvTexts(
    files,
    form,
    columns.map(({ name }) => name),
  )
  return { columns, from }
}

/** As CSV. A declared key that the sample does not have is NULL where it is missing. */
async function scanJson(
  connection: DuckDBConnection,
  config: FileSourceConfig,
  files: readonly string[],
  declared: Declared,
): Promise<Scan> {
  checkJsonDecimals(config, Object.values(declared))
  const found = await describe(connection, `read_json(${list(files)})`)
  const unseen = Object.keys(declared).filter((name) => !found.some((column) => column.name === name))
  const columns = [...found, ...unseen.map((name) => ({ name, fileType: 'JSON' }))].map(({ name, fileType }) => {
    return { name, fileType, type: declared[name]?.type ?? engineType(fileType) }
  })
  const read = columns.map(({ name, type }) => `${quoted(name)}: '${type?.kind === 'json' ? 'JSON' : 'VARCHAR'}'`)
  return { columns, from: `read_json(${list(files)}, columns = {${read.join(', ')}})` }
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

interface DescribedColumn {
  readonly name: string
  readonly fileType: string
}

async function describe(connection: DuckDBConnection, source: string): Promise<readonly DescribedColumn[]> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`)
  return described.getRows().map(([name, type]) => ({ name: String(name), fileType: String(type) }))
}

/** Nanoseconds that the engine cannot carry stop the query; any other conversion is exact, or raises. */
function converted({ name, fileType: from, type }: FileColumn): string {
  const column = identifier(name)
  if (from === 'TIMESTAMP_NS') {
    const message = quoted(`22008: column ${name} holds nanoseconds, which the engine does not carry`)
    return `CASE WHEN epoch_ns(${column}) % 1000 <> 0 THEN error(${message}) ELSE CAST(${column} AS TIMESTAMP) END`
  }
  if (type === undefined) return column
  const to = duckdbName(type)
  return to === from ? column : `CAST(${column} AS ${to})`
}

function parsed({ name, type }: FileColumn): string {
  return type === undefined ? identifier(name) : strictValue(name, type)
}

/** Rows the files say they hold, for formats that say so. */
export async function countedRows(database: FileDatabase, config: FileSourceConfig): Promise<number | null> {
  if (config.format !== 'parquet') return null
  const sql = `SELECT sum(num_rows)::DOUBLE FROM parquet_file_metadata(${list(database.files)})`
  const [row] = (await database.connection.runAndReadAll(sql)).getRows()
  return Number(row?.[0])
}
