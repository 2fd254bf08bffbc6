import duckdb from '@duckdb/node-bindings'
import { arrowSchema, batchOf, dataOfColumn, encodeBatch, type Field } from '#arrow'
import type { ColumnCollector } from './collector.ts'
import { columnCollector } from './column-collector.ts'
import { CHUNK_ROWS } from './duckdb-type.ts'

/** Rows of a full batch. */
export const BATCH_ROWS = 131_072
/** A batch is closed early when a column of it holds this much text. */
const BATCH_TEXT_BYTES = 32 * 1024 * 1024

/** Turns a streaming result into Arrow IPC streams of one batch each. */
export class ResultStream {
  readonly #result: duckdb.Result
  readonly #fields: readonly Field[]
  readonly #check: () => void
  readonly #failure: () => Promise<unknown>
  readonly #columns: readonly ColumnCollector[]
  #batches = 0
  #atEnd = false

  /**
   * @param check is called after every chunk and may throw: an interrupted result ends like a complete one
   * @param failure gives the error of a statement that failed after its first rows: such a result too ends in silence
   */
  constructor(result: duckdb.Result, fields: readonly Field[], check: () => void, failure: () => Promise<unknown>) {
    this.#result = result
    this.#fields = fields
    this.#check = check
    this.#failure = failure
    this.#columns = fields.map((field) => columnCollector(field, CHUNK_ROWS))
  }

  /** The next batch, or null at the end; an empty result is one empty batch. */
  async next(): Promise<Uint8Array<ArrayBuffer> | null> {
    let rows = 0
    while (!this.#atEnd && rows + CHUNK_ROWS <= BATCH_ROWS && !this.#isHeavy()) {
      const chunk = await duckdb.fetch_chunk(this.#result)
      this.#check()
      const count = chunk === null ? 0 : duckdb.data_chunk_get_size(chunk)
      if (chunk === null || count === 0) {
        await this.#requireComplete()
        this.#atEnd = true
        break
      }
      this.#columns.forEach((column, index) => {
        column.add(duckdb.data_chunk_get_vector(chunk, index), count)
      })
      rows += count
    }
    if (rows === 0 && this.#batches > 0) return null
    this.#batches += 1
    return this.#encode(rows)
  }

  /** All rows as one batch. */
  async all(): Promise<Uint8Array<ArrayBuffer>> {
    let rows = 0
    for (;;) {
      const chunk = await duckdb.fetch_chunk(this.#result)
      this.#check()
      const count = chunk === null ? 0 : duckdb.data_chunk_get_size(chunk)
      if (chunk === null || count === 0) break
      this.#columns.forEach((column, index) => {
        column.add(duckdb.data_chunk_get_vector(chunk, index), count)
      })
      rows += count
    }
    await this.#requireComplete()
    return this.#encode(rows)
  }

  /** An error on the way leaves the result invalid, and nothing else. */
  async #requireComplete(): Promise<void> {
    if (duckdb.result_return_type(this.#result) === duckdb.ResultType.INVALID) throw await this.#failure()
  }

  #isHeavy(): boolean {
    return this.#columns.some((column) => column.textBytes >= BATCH_TEXT_BYTES)
  }

  #encode(rows: number): Uint8Array<ArrayBuffer> {
    const columns = this.#columns.map((column) => dataOfColumn(column.column()))
    const ipc = encodeBatch(batchOf(arrowSchema(this.#fields), rows, columns))
    for (const column of this.#columns) column.reset()
    return ipc
  }
}
