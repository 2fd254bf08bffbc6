import { fixedWidth, isBitSet, type PhysicalColumn } from '#arrow'
import { QueryError } from '#core'

/** Texts up to this length are copied here, which is faster than a call for each. */
const SHORT_TEXT = 128
const WORD_BYTES = 4
/** Bytes after the last text that may be read or written: whoever lands texts reads as many beyond the end. */
const PADDING = 16

/** The values of some rows of a column, in the order of `rows`, in memory of their own. */
export function pickRows(column: PhysicalColumn, rows: Uint32Array): PhysicalColumn {
  const { type, validity, offsets, elements } = column
  const common = { type, length: rows.length, validity: validity === null ? null : pickBits(validity, rows) }
  if (offsets === null) return { ...common, values: pickFixed(column, rows), offsets: null, elements: null }
  const picked = pickOffsets(offsets, rows)
  if (elements === null) {
    return { ...common, offsets: picked, values: pickBytes(column.values, offsets, rows, picked), elements: null }
  }
  const inside = pickRows(elements, rowsInside(offsets, rows, picked))
  return { ...common, offsets: picked, values: inside.values, elements: inside }
}

function pickBits(bits: Uint8Array, rows: Uint32Array): Uint8Array<ArrayBuffer> {
  const picked = new Uint8Array(Math.ceil(rows.length / 8))
  for (let index = 0; index < rows.length; index += 1) {
    if (isBitSet(bits, rows[index] ?? 0)) picked[index >> 3] = (picked[index >> 3] ?? 0) | (1 << (index & 7))
  }
  return picked
}

function pickFixed({ type, values }: PhysicalColumn, rows: Uint32Array): Uint8Array<ArrayBuffer> {
  if (type.kind === 'boolean') return pickBits(values, rows)
  const width = fixedWidth(type)
  if (width === undefined) throw new QueryError('INTERNAL', `A column of type ${type.kind} has no width.`)
  return width === 2 ? pickHalfWords(values, rows) : pickWords(values, rows, width / 4)
}

function pickHalfWords(values: Uint8Array<ArrayBuffer>, rows: Uint32Array): Uint8Array<ArrayBuffer> {
  const aligned = values.byteOffset % 2 === 0 ? values : values.slice()
  const source = new Int16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 1)
  const picked = new Int16Array(rows.length)
  for (let index = 0; index < rows.length; index += 1) picked[index] = source[rows[index] ?? 0] ?? 0
  return new Uint8Array(picked.buffer)
}

/** As words of four bytes, so that no float is read as a number and changed on the way. */
function pickWords(values: Uint8Array<ArrayBuffer>, rows: Uint32Array, perRow: number): Uint8Array<ArrayBuffer> {
  const aligned = values.byteOffset % 4 === 0 ? values : values.slice()
  const source = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2)
  const picked = new Int32Array(rows.length * perRow)
  for (let index = 0, to = 0; index < rows.length; index += 1) {
    const from = (rows[index] ?? 0) * perRow
    for (let word = 0; word < perRow; word += 1, to += 1) picked[to] = source[from + word] ?? 0
  }
  return new Uint8Array(picked.buffer)
}

function pickOffsets(offsets: Int32Array, rows: Uint32Array): Int32Array<ArrayBuffer> {
  const picked = new Int32Array(rows.length + 1)
  for (let index = 0, end = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0
    end += (offsets[row + 1] ?? 0) - (offsets[row] ?? 0)
    picked[index + 1] = end
  }
  return picked
}

/** Four bytes at a time: what is copied beyond the end of a text is the place of the next one, or thrown away. */
function pickBytes(
  bytes: Uint8Array,
  offsets: Int32Array,
  rows: Uint32Array,
  picked: Int32Array,
): Uint8Array<ArrayBuffer> {
  const size = picked[rows.length] ?? 0
  const target = new Uint8Array(size + PADDING)
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const copy = new DataView(target.buffer)
  const lastWord = bytes.byteLength - WORD_BYTES
  for (let index = 0; index < rows.length; index += 1) {
    let from = offsets[rows[index] ?? 0] ?? 0
    let to = picked[index] ?? 0
    const end = picked[index + 1] ?? to
    if (end - to > SHORT_TEXT || from + end - to > lastWord) target.set(bytes.subarray(from, from + end - to), to)
    else for (; to < end; to += WORD_BYTES, from += WORD_BYTES) copy.setInt32(to, source.getInt32(from))
  }
  return target.subarray(0, size)
}

/** The elements of the picked arrays. */
function rowsInside(offsets: Int32Array, rows: Uint32Array, picked: Int32Array): Uint32Array {
  const inside = new Uint32Array(picked[rows.length] ?? 0)
  let at = 0
  for (const row of rows) {
    for (let element = offsets[row] ?? 0; element < (offsets[row + 1] ?? 0); element += 1, at += 1) inside[at] = element
  }
  return inside
}
