import {
  type DuckDBConnection,
  DuckDBDecimalValue,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  ResultReturnType,
} from '@duckdb/node-api'
import type { RecordBatch } from 'apache-arrow'
import { typeName } from '#arrow'
import type { FileSourceConfig } from '#config'
import { abortReason, QueryError, QueryTimeoutError, throwIfAborted } from '#core'
import type { Literal, TableDescription, TableRef } from '#plan'
import { tableColumn } from '../native-column.ts'
import type { DeclaredColumns, ReadRequest, SourceReader } from '../spi.ts'
import { countedRows, type FileDatabase } from './database.ts'
import { fileFailure } from './failures.ts'
import { KeptDatabases } from './kept-databases.ts'
import { resultBatches } from './result-batches.ts'
import { parquetStatistics } from './statistics.ts'
import { duckdbName } from './types.ts'

/** Parquet, CSV or JSON files; they are looked for anew at each use. */
export function createFileReader(config: FileSourceConfig): SourceReader {
  return new FileReader(config)
}

class FileReader implements SourceReader {
  readonly #config: FileSourceConfig
  readonly #table: string
  readonly #databases: KeptDatabases

  constructor(config: FileSourceConfig) {
    this.#config = config
    this.#table = config.table ?? config.name
    this.#databases = new KeptDatabases(config, this.#table)
  }

  async describe(ref: TableRef, declared: DeclaredColumns, signal: AbortSignal): Promise<TableDescription | undefined> {
    if (ref.table !== this.#table || ref.schema !== this.#config.schema) return undefined
    return this.#use(signal, async (database) => ({
      ref,
      columns: database.columns.map(({ name, fileType, type }) => {
        const sourceType = type === undefined ? fileType : duckdbName(type)
        const native = { name, type, sourceType, nullable: true, comparison: 'binary' } as const
        return tableColumn(native, ref.source, ref.table, declared)
      }),
      primaryKey: [],
      estimatedRows: await countedRows(database, this.#config),
      ...(this.#config.format === 'parquet' ? { statistics: await parquetStatistics(database) } : {}),
      serverVersion: await version(database),
    }))
  }

  async tables(signal: AbortSignal): Promise<readonly string[]> {
    return this.#use(signal, () => Promise.resolve([this.#table]))
  }

  async test(signal: AbortSignal): Promise<string> {
    return this.#use(signal, version)
  }

  async *read(request: ReadRequest, signal: AbortSignal): AsyncIterable<RecordBatch> {
    throwIfAborted(signal)
    const taken = await this.#databases.take()
    const { database } = taken
    const ending = new Ending(database, request, signal, this.#config.name)
    let release = (): Promise<void> => database.close()
    try {
      ending.check()
      const result = await this.#run(database, request)
      yield* resultBatches(result, request.fields, this.#config.name, () => ending.check())
      if (hasFailed(result)) throw await lostFailure(database, request)
      release = taken.giveBack
    } catch (error) {
      ending.check()
      throw fileFailure(error, this.#config, request.sql)
    } finally {
      ending.clear()
      await release()
    }
  }

  close(): Promise<void> {
    return this.#databases.close()
  }

  async #run(database: FileDatabase, request: ReadRequest): Promise<DuckDBResult> {
    const statement = await database.connection.prepare(request.sql)
    for (const [index, literal] of request.parameters.entries()) bind(statement, index + 1, literal)
    return statement.stream()
  }

  async #use<Result>(signal: AbortSignal, work: (database: FileDatabase) => Promise<Result>): Promise<Result> {
    throwIfAborted(signal)
    const { database, giveBack } = await this.#databases.take()
    let release = (): Promise<void> => database.close()
    try {
      const result = await work(database)
      release = giveBack
      return result
    } catch (error) {
      throw fileFailure(error, this.#config)
    } finally {
      await release()
    }
  }
}

/** True for a result that ended before its last row: reading its chunks reports no error. */
function hasFailed(result: DuckDBResult): boolean {
  return result.returnType === ResultReturnType.INVALID
}

/** The error that ended a streamed result, which only another run of the statement tells; none of its rows is kept. */
async function lostFailure({ connection }: FileDatabase, { sql, parameters }: ReadRequest): Promise<unknown> {
  try {
    const statement = await connection.prepare(`EXPLAIN ANALYZE ${sql}`)
    for (const [index, literal] of parameters.entries()) bind(statement, index + 1, literal)
    await statement.run()
  } catch (error) {
    return error
  }
  return new Error('IO Error: the files could not be read to their end')
}

/** How often an interrupt is repeated: one that comes just before the statement starts is forgotten. */
const INTERRUPT_MS = 20

/** Interrupts a statement when its reader no longer wants it or its time is over, and remembers why. */
class Ending {
  readonly #connection: DuckDBConnection
  readonly #signal: AbortSignal
  readonly #timer: NodeJS.Timeout
  readonly #abort = (): void => this.#interrupt()
  #repeat: NodeJS.Timeout | undefined
  #late: QueryTimeoutError | undefined

  constructor({ connection }: FileDatabase, { timeoutMs, sql }: ReadRequest, signal: AbortSignal, source: string) {
    this.#connection = connection
    this.#signal = signal
    signal.addEventListener('abort', this.#abort, { once: true })
    this.#timer = setTimeout(() => {
      const message = `Source "${source}" did not finish the statement within ${timeoutMs} ms.`
      this.#late = new QueryTimeoutError(message, { source, sql })
      this.#interrupt()
    }, timeoutMs)
  }

  check(): void {
    if (this.#signal.aborted) throw abortReason(this.#signal)
    if (this.#late !== undefined) throw this.#late
  }

  /** Stops what still runs, when the reader left before the end. */
  clear(): void {
    clearTimeout(this.#timer)
    clearInterval(this.#repeat)
    this.#signal.removeEventListener('abort', this.#abort)
    this.#connection.interrupt()
  }

  #interrupt(): void {
    this.#connection.interrupt()
    this.#repeat ??= setInterval(() => this.#connection.interrupt(), INTERRUPT_MS)
  }
}

/** `DuckDB 1.5.6`. */
async function version({ connection }: FileDatabase): Promise<string> {
  const [row] = (await connection.runAndReadAll('SELECT version()')).getRows()
  return `DuckDB ${String(row?.[0]).replace(/^v/, '')}`
}

/** Text and numbers; the dialect prints every other constant. @throws QueryError INTERNAL for one of another type */
function bind(statement: DuckDBPreparedStatement, index: number, { type, value }: Literal): void {
  if (value === null) {
    statement.bindNull(index)
    return
  }
  switch (type.kind) {
    case 'string':
    case 'json':
    case 'uuid':
      statement.bindVarchar(index, value)
      break
    case 'boolean':
      statement.bindBoolean(index, value === 'true')
      break
    case 'int16':
    case 'int32':
    case 'int64':
      statement.bindBigInt(index, BigInt(value))
      break
    case 'uint64':
      statement.bindUBigInt(index, BigInt(value))
      break
    case 'float32':
    case 'float64':
      statement.bindDouble(index, Number(value))
      break
    case 'decimal':
      statement.bindDecimal(index, new DuckDBDecimalValue(unscaled(value, type.scale), type.precision, type.scale))
      break
    case 'binary':
      statement.bindBlob(index, Buffer.from(value, 'hex'))
      break
    default:
      throw new QueryError(
        'INTERNAL',
        `A parameter of type ${typeName(type)} cannot be bound to a statement over files.`,
      )
  }
}

function unscaled(text: string, scale: number): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  if (fraction.length > scale) throw new QueryError('INTERNAL', 'A decimal parameter has more decimals than its type.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}
