import type { BatchSink, Sink } from '#arrow'
import type { RowSink } from './answer.ts'
import { cutValue } from './cell.ts'
import type { ColumnReader } from './cell-readers.ts'
import { WireFault } from './wire-fault.ts'

/** Bits before that of the first column in a row's NULL bitmap. */
const BITMAP_OFFSET = 2

/** How one column is read. */
export interface ColumnPlan {
  readonly read: ColumnReader
  /** The number that goes to every call of `read`. */
  readonly parameter: number
}

/** A decoder of rows for a batch: the columns are the batch's own. */
type RowFunctionOf = (batch: BatchSink, sinks: readonly Sink[]) => RowSink

const MAX_REMEMBERED = 256
const remembered = new Map<string, RowFunctionOf>()
const readerIds = new Map<ColumnReader, number>()

/**
 * The decoder of rows with these columns into a batch. Generated, and once a list of columns: the engine compiles it
 * for that list, with the readers in it, which takes three fifths of the time that a loop over readers takes.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html
 */
export function rowFunction(plans: readonly ColumnPlan[], batch: BatchSink): RowSink {
  const key = plans.map(({ read, parameter }) => `${idOf(read)}:${parameter}`).join()
  let made = remembered.get(key)
  if (made === undefined) {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear()
    made = compile(plans)
    remembered.set(key, made)
  }
  return made(batch, batch.columns)
}

function idOf(read: ColumnReader): number {
  const known = readerIds.get(read)
  if (known !== undefined) return known
  readerIds.set(read, readerIds.size)
  return readerIds.size - 1
}

/** The code consists of the literals of this file and of numbers; nothing of a query or a server is in it. */
function compile(plans: readonly ColumnPlan[]): RowFunctionOf {
  const make = new Function('readers', 'cut', 'longer', rowCode(plans))
  return make(
    plans.map(({ read }) => read),
    cutRow,
    longerRow,
  ) as RowFunctionOf
}

function cutRow(): never {
  throw cutValue()
}

function longerRow(): never {
  throw new WireFault('a row is longer than its values')
}

function rowCode(plans: readonly ColumnPlan[]): string {
  const all = (line: (index: number) => string): string => plans.map((_, index) => line(index)).join('\n')
  return `'use strict'
${all((index) => `const read${index} = readers[${index}]`)}
return function rowsOf(batch, sinks) {
${all((index) => `  const sink${index} = sinks[${index}]`)}
  return function decodeRow(bytes, view, start, end) {
    const row = batch.row
    let nulls = 0
    let at = start + ${(plans.length + BITMAP_OFFSET + 7) >> 3}
    if (at > end) cut()
${plans.map(columnCode).join('\n')}
    if (at !== end) longer()
    batch.endRow(end - start)
  }
}`
}

function columnCode({ parameter }: ColumnPlan, index: number): string {
  const byte = (index + BITMAP_OFFSET) >> 3
  const bit = (index + BITMAP_OFFSET) & 7
  const load = index === 0 || bit === 0 ? `    nulls = view.getUint8(start + ${byte})\n` : ''
  return `${load}    if ((nulls & ${1 << bit}) !== 0) sink${index}.setNull(row)
    else at = read${index}(view, bytes, at, end, row, sink${index}, ${parameter})`
}
