import type { EngineType } from './engine-type.ts'
import { fixedWidth, isBitSet, type PhysicalColumn } from './physical-column.ts'

/** Where each array begins among the elements, and how many it has; of a NULL array none. */
export interface ListEntries {
  readonly starts: readonly number[]
  readonly lengths: readonly number[]
}

/** A column of arrays whose elements lie anywhere among `elements`: brought into the order of the arrays where they are not. */
export function arrayColumn(
  type: EngineType,
  entries: ListEntries,
  elements: PhysicalColumn,
  validity: PhysicalColumn['validity'],
): PhysicalColumn {
  const length = entries.starts.length
  const offsets = new Int32Array(length + 1)
  let inOrder = true
  let end = 0
  for (const [row, count] of entries.lengths.entries()) {
    inOrder &&= count === 0 || entries.starts[row] === end
    end += count
    offsets[row + 1] = end
  }
  const ordered = inOrder ? elements : taken(elements, positions(entries, end))
  return { type, length, values: new Uint8Array(0), offsets, validity, elements: ordered }
}

function positions({ starts, lengths }: ListEntries, total: number): Int32Array {
  const all = new Int32Array(total)
  let at = 0
  for (const [row, count] of lengths.entries()) {
    const start = starts[row] ?? 0
    for (let index = 0; index < count; index += 1) all[at + index] = start + index
    at += count
  }
  return all
}

/** The rows of a column at these places, in their order. */
function taken(column: PhysicalColumn, rows: Int32Array): PhysicalColumn {
  const { type, values, offsets, validity } = column
  const common = { ...column, length: rows.length, validity: validity === null ? null : takenBits(validity, rows) }
  if (type.kind === 'boolean') return { ...common, values: takenBits(values, rows) }
  const width = fixedWidth(type)
  if (width !== undefined) return { ...common, values: takenFixed(values, width, rows) }
  return { ...common, ...takenBytes(values, offsets ?? new Int32Array(1), rows) }
}

function takenBits(bits: Uint8Array, rows: Int32Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(Math.ceil(rows.length / 8))
  for (const [at, row] of rows.entries()) {
    if (isBitSet(bits, row)) result[at >> 3] = (result[at >> 3] ?? 0) | (1 << (at & 7))
  }
  return result
}

function takenFixed(values: Uint8Array, width: number, rows: Int32Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(rows.length * width)
  for (const [at, row] of rows.entries()) result.set(values.subarray(row * width, row * width + width), at * width)
  return result
}

function takenBytes(
  values: Uint8Array,
  from: Int32Array,
  rows: Int32Array,
): { readonly values: Uint8Array<ArrayBuffer>; readonly offsets: Int32Array<ArrayBuffer> } {
  const offsets = new Int32Array(rows.length + 1)
  let end = 0
  for (const [at, row] of rows.entries()) {
    end += (from[row + 1] ?? 0) - (from[row] ?? 0)
    offsets[at + 1] = end
  }
  const result = new Uint8Array(end)
  for (const [at, row] of rows.entries()) result.set(values.subarray(from[row], from[row + 1]), offsets[at])
  return { values: result, offsets }
}
