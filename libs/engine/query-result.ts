import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type RecordBatch, type Table, tableFromIPC } from 'apache-arrow'
import type { Field } from '#arrow'
import { explainText } from '#plan'
import {
  type EngineValue,
  type FragmentStatistics,
  formatResult,
  type Manifest,
  type ParquetWriter,
  planActuals,
  type ResultStore,
  type StoredRows,
  type StreamFormat,
  storedRows,
  toDicts,
} from '#results'

/** What is known of a finished query beside its rows. */
export interface QueryMetadata {
  readonly query_id: string
  readonly row_count: number
  readonly execution_time_ms: number
  readonly truncated: boolean
  /** now() of the query, ISO 8601 in UTC. */
  readonly as_of: string
  readonly fields: readonly Field[]
  readonly fragments: readonly FragmentStatistics[]
}

/** A finished query: what is known of it, and its rows. */
export class QueryResult {
  readonly metadata: QueryMetadata
  readonly data: ResultData
  readonly #manifest: Manifest

  constructor(manifest: Manifest, store: ResultStore, writeParquet: ParquetWriter) {
    this.metadata = {
      query_id: manifest.query_id,
      row_count: manifest.row_count ?? 0,
      execution_time_ms: manifest.statistics?.total_ms ?? 0,
      truncated: manifest.truncated,
      as_of: manifest.as_of,
      fields: manifest.fields ?? [],
      fragments: manifest.statistics?.fragments ?? [],
    }
    this.data = new ResultData(storedRows(store, manifest), writeParquet)
    this.#manifest = manifest
  }

  /** What ran where, as text: the plan with the rows, bytes and times of this run. */
  explain(): string {
    const { plan } = this.#manifest
    return plan === null ? '' : explainText(plan, planActuals(this.#manifest))
  }
}

/** The rows of a result, read from its parts when asked for; one part in memory at a time but for `toArrow` and `toDicts`. */
export class ResultData implements AsyncIterable<RecordBatch> {
  readonly #rows: StoredRows
  readonly #writeParquet: ParquetWriter

  constructor(rows: StoredRows, writeParquet: ParquetWriter) {
    this.#rows = rows
    this.#writeParquet = writeParquet
  }

  /** Every row as an object by column name: int64 as bigint, decimals, dates and timestamps as text. */
  async toDicts(): Promise<Record<string, EngineValue>[]> {
    const rows: Record<string, EngineValue>[] = []
    for (const part of this.#rows.parts) rows.push(...toDicts(this.#rows.fields, await this.#rows.read(part)))
    return rows
  }

  /** The whole result as an Arrow table of public types (decimal128, date, timestamp in microseconds). */
  async toArrow(): Promise<Table> {
    const chunks: Uint8Array[] = []
    for await (const chunk of this.#format('arrow')) chunks.push(chunk)
    return tableFromIPC(Buffer.concat(chunks))
  }

  /** Record batches of the same types as `toArrow`, in order. */
  async *[Symbol.asyncIterator](): AsyncIterator<RecordBatch> {
    for (const part of this.#rows.parts) {
      const rows = { ...this.#rows, parts: [part] }
      const chunks: Uint8Array[] = []
      for await (const chunk of formatResult(rows, 'arrow', this.#options())) chunks.push(chunk)
      yield* tableFromIPC(Buffer.concat(chunks)).batches
    }
  }

  /** Writes the result as CSV with a header (RFC 4180; NULL is empty, an empty string is `""`). */
  toCsv(path: string): Promise<void> {
    return this.#write('csv', path)
  }

  toParquet(path: string): Promise<void> {
    return this.#write('parquet', path)
  }

  async #write(format: StreamFormat, path: string): Promise<void> {
    await pipeline(Readable.from(this.#format(format)), createWriteStream(path))
  }

  #format(format: StreamFormat): AsyncIterable<Uint8Array> {
    return formatResult(this.#rows, format, this.#options())
  }

  #options() {
    return { numbers: 'string' as const, parquetWriter: this.#writeParquet, signal: new AbortController().signal }
  }
}
