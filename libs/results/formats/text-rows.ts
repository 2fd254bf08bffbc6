import type { Field } from '#arrow'
import { requireDistinctNames } from './column-names.ts'
import { type JsonNumbers, jsonReader } from './json-value.ts'
import { allBatches, type ColumnBatch, type StoredRows } from './stored-rows.ts'
import { isNull, textReader } from './value-text.ts'

/** Rows that become one chunk of output. */
const CHUNK_ROWS = 2048

const LINE_END = '\r\n'

/**
 * One JSON object a line, by column name.
 * @throws ValidationError UNSUPPORTED when two columns have the same name
 */
export async function* ndjson(rows: StoredRows, numbers: JsonNumbers): AsyncGenerator<Uint8Array, void, undefined> {
  requireDistinctNames(rows.fields, 'an object')
  const keys = rows.fields.map(({ name }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`)
  for await (const batch of allBatches(rows)) {
    const readers = batch.columns.map((column) => jsonReader(column, numbers))
    yield* chunks(batch, (row) => {
      let line = ''
      for (const [index, read] of readers.entries()) line += keys[index] + read(row)
      return `${line === '' ? '{' : line}}\n`
    })
  }
}

/** RFC 4180: a header, CRLF, quotes where needed; NULL is nothing, an empty string is `""`. */
export async function* csv(rows: StoredRows): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from(headerOf(rows.fields))
  for await (const batch of allBatches(rows)) {
    const readers = batch.columns.map((column) => {
      const read = textReader(column)
      return (row: number): string => (isNull(column, row) ? '' : quoted(read(row)))
    })
    yield* chunks(batch, (row) => {
      let line = ''
      for (const [index, read] of readers.entries()) line += (index === 0 ? '' : ',') + read(row)
      return line + LINE_END
    })
  }
}

function* chunks(batch: ColumnBatch, line: (row: number) => string): Generator<Uint8Array, void, undefined> {
  for (let first = 0; first < batch.rows; first += CHUNK_ROWS) {
    const end = Math.min(batch.rows, first + CHUNK_ROWS)
    let text = ''
    for (let row = first; row < end; row += 1) text += line(row)
    yield Buffer.from(text)
  }
}

function headerOf(fields: readonly Field[]): string {
  return fields.map(({ name }) => quoted(name)).join(',') + LINE_END
}

function quoted(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
