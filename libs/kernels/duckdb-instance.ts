import { mkdir } from 'node:fs/promises'
import duckdb from '@duckdb/node-bindings'
import { kernelFolder } from './temp-folder.ts'
import { ThreadUse } from './thread-use.ts'

/** What one kernel may use. */
export interface InstanceLimits {
  readonly threads: number
  readonly memoryMb: number
  /** Most that may be spilled into its temp folder; null leaves it to DuckDB, which takes 90 % of the free disk. */
  readonly spillMb: number | null
  /** Where instances make their temp folders; nobody else may enter it. */
  readonly tempFolder: string
}

/** An open DuckDB database in memory and the one connection to it. */
export interface Instance {
  readonly database: duckdb.Database
  readonly connection: duckdb.Connection
  readonly threads: ThreadUse
  readonly limits: InstanceLimits
  /** Where it spills, and an export writes; it may not be there. */
  readonly folder: string
}

/**
 * Opens a fresh database with all settings made: no files but spilling into its folder, no network, no extension. It is
 * to be locked before a statement of a query (`ThreadUse.lock`).
 */
export async function openForQuery(limits: InstanceLimits): Promise<Instance> {
  return open(limits, kernelFolder(limits.tempFolder), [])
}

/** The same, but COPY may write to its folder; for the export of results, never for a user's statement. */
export async function openForExport(limits: InstanceLimits): Promise<Instance> {
  const folder = kernelFolder(limits.tempFolder)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return open(limits, folder, [`SET allowed_directories = [${quoted(folder)}]`])
}

/** Closes the connection and frees the database. */
export function closeInstance({ connection, database }: Instance): void {
  duckdb.disconnect_sync(connection)
  duckdb.close_sync(database)
}

async function open(limits: InstanceLimits, folder: string, extra: readonly string[]): Promise<Instance> {
  const database = await duckdb.open(':memory:')
  const connection = await duckdb.connect(database)
  const settings = [
    `SET threads = ${limits.threads}`,
    // None of them is ours: the kernel's own thread must be free to hear an interrupt.
    'SET external_threads = 0',
    `SET memory_limit = '${limits.memoryMb}MB'`,
    `SET temp_directory = ${quoted(folder)}`,
    ...(limits.spillMb === null ? [] : [`SET max_temp_directory_size = '${limits.spillMb}MB'`]),
    'SET preserve_insertion_order = true',
    // They gain nothing measurable. In the first DuckDB 1.5.6 fails where statistics make a condition constant; the second
    // filters below a LIMIT by keys of a join above it (duckdb/duckdb#22924).
    `SET disabled_optimizers = 'top_n_window_elimination,join_filter_pushdown'`,
    `SET default_null_order = 'nulls_last_on_asc_first_on_desc'`,
    `SET TimeZone = 'UTC'`,
    'SET enable_progress_bar = true',
    'SET enable_progress_bar_print = false',
    'SET progress_bar_time = 0',
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    ...extra,
    'SET enable_external_access = false',
  ]
  // In one text: each call takes a turn of a thread of libuv's.
  await duckdb.query(connection, settings.join('; '))
  return { database, connection, threads: new ThreadUse(connection, limits.threads), limits, folder }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
