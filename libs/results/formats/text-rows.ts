import type { Field, PhysicalColumn } from '#arrow'
import { requireDistinctNames } from './column-names.ts'
import { type JsonNumbers, jsonReader } from './json-value.ts'
import { allBatches, type ColumnBatch, type StoredRows } from './stored-rows.ts'
import { isNull, textReader } from './value-text.ts'
import { inQuotes, numberWriter, textWriter, utf8Writer, type ValueWriter } from './value-writer.ts'
import { csvTextBound, jsonTextBound, writeCsvText, writeJsonText } from './write-text.ts'

/** Bytes of one chunk of output, but for a row that is longer. */
const CHUNK_BYTES = 256 * 1024

const LINE_END = '\r\n'

/** A column of one batch in its place in a line. */
interface Cell {
  readonly column: PhysicalColumn
  /** What stands before the value. */
  readonly before: Buffer
  readonly writer: ValueWriter
}

/**
 * One JSON object a line, by column name.
 * @throws ValidationError UNSUPPORTED when two columns have the same name
 */
export async function* ndjson(rows: StoredRows, numbers: JsonNumbers): AsyncGenerator<Uint8Array, void, undefined> {
  requireDistinctNames(rows.fields, 'an object')
  const keys = rows.fields.map(({ name }, index) => Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`))
  const line = { none: Buffer.from('null'), end: Buffer.from(keys.length === 0 ? '{}\n' : '}\n') }
  for await (const batch of allBatches(rows)) {
    yield* lines(batch, keys, (column) => jsonWriter(column, numbers), line)
  }
}

/** RFC 4180: a header, CRLF, quotes where needed; NULL is nothing, an empty string is `""`. */
export async function* csv(rows: StoredRows): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from(headerOf(rows.fields))
  const commas = rows.fields.map((_, index) => Buffer.from(index === 0 ? '' : ','))
  const line = { none: Buffer.alloc(0), end: Buffer.from(LINE_END) }
  for await (const batch of allBatches(rows)) yield* lines(batch, commas, csvWriter, line)
}

function jsonWriter(column: PhysicalColumn, numbers: JsonNumbers): ValueWriter {
  const read = jsonReader(column, numbers)
  const values = numberWriter(column, textReader(column))
  if (values === undefined) {
    return utf8Writer(column, { bound: jsonTextBound, write: writeJsonText }) ?? textWriter(read)
  }
  const { kind } = column.type
  const isNumber = kind === 'int16' || kind === 'int32' || (kind !== 'date' && numbers === 'number')
  return isNumber ? values : inQuotes(values)
}

function csvWriter(column: PhysicalColumn): ValueWriter {
  const read = textReader(column)
  return (
    numberWriter(column, read) ??
    utf8Writer(column, { bound: csvTextBound, write: writeCsvText }) ??
    textWriter((row) => quoted(read(row)))
  )
}

function* lines(
  batch: ColumnBatch,
  before: readonly Buffer[],
  writerOf: (column: PhysicalColumn) => ValueWriter,
  line: { readonly none: Buffer; readonly end: Buffer },
): Generator<Uint8Array, void, undefined> {
  const cells = batch.columns.map((column, index): Cell => {
    return { column, before: before[index] ?? line.none, writer: writerOf(column) }
  })
  const varying = cells.filter(({ writer }) => writer.most === null)
  const fixed = cells.reduce(
    (sum, { before: prefix, writer }) => sum + prefix.byteLength + Math.max(line.none.byteLength, writer.most ?? 0),
    line.end.byteLength,
  )
  let out = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  let at = 0
  for (let row = 0; row < batch.rows; row += 1) {
    // Written below in the same order, so that a writer may keep what it has computed for its bound.
    let bound = fixed
    for (const { column, writer } of varying) if (!isNull(column, row)) bound += writer.bound(row)
    if (at + bound > out.byteLength) {
      if (at > 0) yield out.subarray(0, at)
      out = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, bound))
      at = 0
    }
    for (const { column, before: prefix, writer } of cells) {
      at = copyShort(prefix, out, at)
      at = isNull(column, row) ? copyShort(line.none, out, at) : writer.write(row, out, at)
    }
    at = copyShort(line.end, out, at)
  }
  if (at > 0) yield out.subarray(0, at)
}

function copyShort(bytes: Buffer, out: Buffer, at: number): number {
  for (let index = 0; index < bytes.byteLength; index += 1) out[at + index] = bytes[index] ?? 0
  return at + bytes.byteLength
}

function headerOf(fields: readonly Field[]): string {
  return fields.map(({ name }) => quoted(name)).join(',') + LINE_END
}

function quoted(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
