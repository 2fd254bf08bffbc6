import duckdb from '@duckdb/node-bindings'
import type { Field } from '#arrow'
import { QueryError, unreachable } from '#core'
import { isOutOfRange } from './duckdb-failure.ts'
import type { Instance } from './duckdb-instance.ts'
import { checkResultTypes, duckdbTypeName } from './duckdb-type.ts'
import { TableLanding } from './landing.ts'
import type { KernelAnswer, KernelCommand } from './messages.ts'
import type { KernelQuery, RowShare } from './port.ts'
import { ResultStream } from './result-stream.ts'
import { runStatement, streamFailure } from './run-statement.ts'
import type { ThreadUse } from './thread-use.ts'

/** Rows up to which a kernel is not changed for landing: the appender does not flush before it has 204,800. */
const FEW_ROWS = 100_000
/** Milliseconds of landing after which the thread looks for messages. */
const LAND_SLICE_MS = 10

/** The commands of a kernel over its connection; the caller runs them one after the other. */
export class KernelWork {
  readonly #connection: duckdb.Connection
  readonly #threads: ThreadUse
  readonly #check: () => void
  readonly #landings = new Map<string, TableLanding>()
  readonly #streams = new Map<number, ResultStream>()
  readonly #tables = new Set<string>()
  readonly #views = new Set<string>()
  landedRows = 0
  landMs = 0
  runMs = 0
  /** True while every result has been read to its end. */
  isAtEnd = true

  /** @param check throws when the kernel has been interrupted */
  constructor({ connection, threads }: Instance, check: () => void) {
    this.#connection = connection
    this.#threads = threads
    this.#check = check
  }

  async perform(command: KernelCommand): Promise<KernelAnswer> {
    switch (command.kind) {
      case 'createTable':
        return this.#createTable(command.table, command.fields, command.share)
      case 'land':
        return this.#land(command.table, command.ipc)
      case 'createUnionView':
        return this.#createUnionView(command.view, command.tables, command.fields)
      case 'dropTable':
        return this.#dropTable(command.table)
      case 'collect':
        return this.#timed(() => this.#collect(command.query))
      case 'run':
        return this.#timed(() => this.#run(command.stream, command.query))
      case 'next':
        return this.#timed(() => this.#next(command.stream))
      case 'endStream':
        if (this.#streams.delete(command.stream)) this.isAtEnd = false
        return null
      case 'exportParquet':
        return this.#exportParquet(command.table, command.file)
      default:
        return unreachable(command)
    }
  }

  /** Removes all tables and views. */
  async clear(): Promise<void> {
    for (const table of this.#tables) this.#seal(table)
    const drops = [
      ...[...this.#views].map((view) => `DROP VIEW ${identifier(view)}`),
      ...[...this.#tables].map((table) => `DROP TABLE ${identifier(table)}`),
    ]
    if (drops.length > 0) await duckdb.query(this.#connection, drops.join('; '))
  }

  async #createTable(table: string, fields: readonly Field[], share: RowShare | null): Promise<null> {
    const columns = fields.map(({ name, type }) => `${identifier(name)} ${duckdbTypeName(type)}`)
    await duckdb.query(this.#connection, `CREATE TABLE ${identifier(table)} (${columns.join(', ')})`)
    this.#tables.add(table)
    this.#landings.set(table, new TableLanding(this.#connection, table, fields, share))
    return null
  }

  /** When messages were last looked for: batches that land quickly come one after the other without a pause. */
  #turn = 0

  async #land(table: string, ipc: Uint8Array<ArrayBuffer>): Promise<KernelAnswer> {
    const landing = this.#landings.get(table)
    if (landing === undefined) throw new QueryError('INTERNAL', `Table "${table}" takes no rows any more.`)
    const started = performance.now()
    if (this.landedRows > FEW_ROWS) await this.#threads.forLanding()
    this.landedRows += await landing.append(ipc, () => {
      if (performance.now() - this.#turn < LAND_SLICE_MS) return undefined
      return nextTurn().then(() => {
        this.#turn = performance.now()
        this.#check()
      })
    })
    this.landMs += performance.now() - started
    return ipc
  }

  async #createUnionView(view: string, tables: readonly string[], fields: readonly Field[]): Promise<null> {
    for (const table of tables) this.#seal(table)
    const columns = fields.map(({ name }) => identifier(name)).join(', ')
    const selects = tables.map((table) => `SELECT ${columns} FROM ${identifier(table)}`)
    const rows = selects.length === 0 ? emptyRows(fields) : selects.join(' UNION ALL ')
    await duckdb.query(this.#connection, `CREATE VIEW ${identifier(view)} AS ${rows}`)
    this.#views.add(view)
    return null
  }

  async #dropTable(table: string): Promise<null> {
    this.#seal(table)
    await duckdb.query(this.#connection, `DROP TABLE IF EXISTS ${identifier(table)}`)
    this.#tables.delete(table)
    return null
  }

  /** In one command: rows that land between two would end a result that is still being streamed. */
  async #collect(query: KernelQuery): Promise<KernelAnswer> {
    await this.#threads.forStatements()
    const result = await runStatement(this.#connection, query.sql, query.parameters, this.#check)
    checkResultTypes(result, query.fields)
    return this.#streamOf(result, query).all()
  }

  #streamOf(result: duckdb.Result, { fields, sql, parameters }: KernelQuery): ResultStream {
    return new ResultStream(result, fields, this.#check, () =>
      streamFailure(this.#connection, sql, parameters, this.#check),
    )
  }

  async #run(stream: number, query: KernelQuery): Promise<null> {
    for (const table of [...this.#landings.keys()]) this.#seal(table)
    await this.#threads.lock()
    const { result, sql } = await this.#begin(query)
    checkResultTypes(result, query.fields)
    this.#streams.set(stream, this.#streamOf(result, { ...query, sql }))
    return null
  }

  /** The first rows of a statement, and which of its forms gave them. */
  async #begin({ sql, short_sql, parameters }: KernelQuery): Promise<{ result: duckdb.Result; sql: string }> {
    if (short_sql !== undefined) {
      const result = await this.#unlessOutOfRange(() =>
        runStatement(this.#connection, short_sql, parameters, this.#check),
      )
      if (result !== undefined) return { result, sql: short_sql }
    }
    return { result: await runStatement(this.#connection, sql, parameters, this.#check), sql }
  }

  async #unlessOutOfRange<T>(run: () => Promise<T>): Promise<T | undefined> {
    try {
      return await run()
    } catch (error) {
      if (isOutOfRange(error)) return undefined
      throw error
    }
  }

  async #next(stream: number): Promise<KernelAnswer> {
    const batch = await this.#streams.get(stream)?.next()
    if (batch === undefined || batch === null) this.#streams.delete(stream)
    return batch ?? null
  }

  async #exportParquet(table: string, file: string): Promise<null> {
    this.#seal(table)
    await this.#threads.lock()
    const target = `'${file.replaceAll("'", "''")}'`
    const sql = `COPY ${identifier(table)} TO ${target} (FORMAT parquet, COMPRESSION zstd)`
    await runStatement(this.#connection, sql, [], this.#check)
    return null
  }

  /** Makes what was appended visible. */
  #seal(table: string): void {
    this.#landings.get(table)?.close()
    this.#landings.delete(table)
  }

  async #timed(work: () => Promise<KernelAnswer>): Promise<KernelAnswer> {
    const started = performance.now()
    try {
      return await work()
    } finally {
      this.runMs += performance.now() - started
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

function emptyRows(fields: readonly Field[]): string {
  const columns = fields.map(({ name, type }) => `CAST(NULL AS ${duckdbTypeName(type)}) AS ${identifier(name)}`)
  return `SELECT ${columns.join(', ')} WHERE false`
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
