import { isAscii, isUtf8 } from 'node:buffer'
import type { Data } from 'apache-arrow'
import { ColumnSink, type SinkBuffers } from './column-sink.ts'
import type { Field } from './engine-type.ts'
import { SpareBuffers } from './spare-buffers.ts'

/** Values up to this length are copied word by word; a call of the platform costs more. */
const SHORT = 64
/** Bytes a word copy may write beyond the value's end. */
const SLACK = 4
/** Most bytes a fresh batch is given before it has shown that it needs them. */
const MAX_FIRST_BYTES = 32 * 1024 * 1024

/** string, json and uuid (UTF-8, checked when the batch is taken) and binary: bytes behind int32 offsets. */
export class BytesSink extends ColumnSink {
  readonly #isText: boolean
  readonly #spareOffsets = new SpareBuffers()
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  #offsets = new Int32Array(1)
  #end = 0

  constructor(source: string, field: Field) {
    super(source, field)
    this.#isText = field.type.kind !== 'binary'
  }

  /** The bytes from `from` on of a chunk, given as both its views; they are copied. */
  setBytes(row: number, view: DataView, bytes: Uint8Array, from: number, length: number): void {
    const end = this.#end
    if (end + length + SLACK > this.#bytes.length) this.#makeRoom(length)
    if (length <= SHORT && from + length + SLACK <= bytes.length) {
      const target = this.#view
      for (let at = 0; at < length; at += 4) target.setUint32(end + at, view.getUint32(from + at))
    } else {
      this.#bytes.set(bytes.subarray(from, from + length), end)
    }
    this.#end = end + length
    this.#offsets[row + 1] = end + length
  }

  /** @throws QueryError DATA_ERROR when text is no UTF-8 */
  protected buffers(rows: number): SinkBuffers {
    const data = this.#bytes.subarray(0, this.#end)
    const offsets = this.#offsets.subarray(0, rows + 1)
    if (this.#isText && !isAscii(data)) this.#checkUtf8(data, offsets)
    return { data, offsets }
  }

  /** All bytes together are UTF-8 although single values are not, when a character is cut in two: so where one begins counts too. */
  #checkUtf8(data: Uint8Array, offsets: Int32Array): void {
    let whole = isUtf8(data)
    for (let row = 1; whole && row < offsets.length; row += 1) whole = !isContinuation(data[offsets[row] ?? 0])
    if (whole) return
    for (let row = 1; row < offsets.length; row += 1) {
      const value = data.subarray(offsets[row - 1], offsets[row])
      if (!isUtf8(value)) throw this.faults.refused(Buffer.from(value).toString('latin1'), 'is not valid UTF-8')
    }
  }

  override recycle(data: Data): void {
    super.recycle(data)
    this.#spareOffsets.give(data.valueOffsets.buffer)
  }

  protected override skip(row: number): void {
    this.#offsets[row + 1] = this.#end
  }

  protected allocate(capacity: number): void {
    const expected = this.#end + (this.#end >> 3) + SHORT
    this.#hold(capacity === 0 ? new ArrayBuffer(0) : this.memory(this.#end, Math.min(expected, MAX_FIRST_BYTES)))
    const bytes = (capacity + 1) * Int32Array.BYTES_PER_ELEMENT
    this.#offsets = new Int32Array(this.#spareOffsets.take(bytes) ?? new ArrayBuffer(bytes), 0, capacity + 1)
    this.#end = 0
  }

  protected resize(capacity: number): void {
    const offsets = new Int32Array(capacity + 1)
    offsets.set(this.#offsets)
    this.#offsets = offsets
  }

  #makeRoom(length: number): void {
    const wider = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#end + length + SHORT))
    wider.set(this.#bytes.subarray(0, this.#end))
    this.#hold(wider.buffer)
  }

  #hold(buffer: ArrayBuffer): void {
    this.#bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
  }
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}
