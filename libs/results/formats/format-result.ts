import { unreachable } from '#core'
import type { JsonNumbers } from './json-value.ts'
import { type ParquetWriter, parquet } from './parquet.ts'
import { arrowStream } from './public-arrow.ts'
import type { StoredRows } from './stored-rows.ts'
import { csv, ndjson } from './text-rows.ts'

/** The formats a whole result is streamed in; JSON pages come from `readRows`. */
export type StreamFormat = 'ndjson' | 'csv' | 'arrow' | 'parquet'

export const STREAM_FORMATS: readonly StreamFormat[] = ['ndjson', 'csv', 'arrow', 'parquet']

/** Media types, as for HTTP's content-type. */
export const MEDIA_TYPES: Readonly<Record<StreamFormat, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8; header=present',
  arrow: 'application/vnd.apache.arrow.stream',
  parquet: 'application/vnd.apache.parquet',
}

export interface FormatOptions {
  readonly numbers: JsonNumbers
  readonly parquetWriter: ParquetWriter
  readonly signal: AbortSignal
}

/** The bytes of a whole result in a format, one part in memory at a time. */
export function formatResult(
  rows: StoredRows,
  format: StreamFormat,
  options: FormatOptions,
): AsyncIterable<Uint8Array> {
  switch (format) {
    case 'ndjson':
      return ndjson(rows, options.numbers)
    case 'csv':
      return csv(rows)
    case 'arrow':
      return arrowStream(rows)
    case 'parquet':
      return parquet(rows, options.parquetWriter, options.signal)
    default:
      return unreachable(format)
  }
}
