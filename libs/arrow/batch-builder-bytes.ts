import { type ColumnBuffers, ColumnBuilder } from './batch-builder-column.ts'

/** Text up to this length is given the most room its UTF-8 can need, without counting. */
const SHORT = 4096

/** Text and binary: bytes of any length behind int32 offsets. */
abstract class BytesBased extends ColumnBuilder {
  #bytes = Buffer.alloc(0)
  #offsets = new Int32Array(1)
  #end = 0

  override get variableBytes(): number {
    return this.#end
  }

  protected putText(text: string): void {
    const row = this.nextRow()
    const needed = text.length < SHORT ? text.length * 3 : Buffer.byteLength(text)
    if (this.#end + needed > this.#bytes.length) this.#makeRoom(needed)
    this.#end += this.#bytes.write(text, this.#end, 'utf8')
    this.#offsets[row + 1] = this.#end
  }

  protected putBytes(value: Uint8Array): void {
    const row = this.nextRow()
    if (this.#end + value.length > this.#bytes.length) this.#makeRoom(value.length)
    this.#bytes.set(value, this.#end)
    this.#end += value.length
    this.#offsets[row + 1] = this.#end
  }

  protected override skip(row: number): void {
    this.#offsets[row + 1] = this.#end
  }

  protected allocate(capacity: number): void {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(this.#end, 64))
    this.#offsets = new Int32Array(capacity + 1)
    this.#end = 0
  }

  protected resize(capacity: number): void {
    const offsets = new Int32Array(capacity + 1)
    offsets.set(this.#offsets)
    this.#offsets = offsets
  }

  protected buffers(length: number): ColumnBuffers {
    const data = new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#end)
    return { data, offsets: this.#offsets.subarray(0, length + 1) }
  }

  #makeRoom(needed: number): void {
    const wider = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#end + needed))
    this.#bytes.copy(wider, 0, 0, this.#end)
    this.#bytes = wider
  }
}

/** string and json: any text, byte for byte. */
export class TextColumn extends BytesBased {
  appendText(text: string): void {
    this.putText(text)
  }

  override appendBytes(value: Uint8Array): void {
    this.putBytes(value)
  }
}

const UUID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const LOOSE_UUID = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i

/** uuid, in the lower-case form with hyphens that PostgreSQL prints. */
export class UuidColumn extends BytesBased {
  appendText(text: string): void {
    if (UUID_TEXT.test(text)) {
      this.putText(text)
      return
    }
    const parts = LOOSE_UUID.exec(text)
    if (parts === null) throw this.misfit(text)
    this.putText(parts.slice(1).join('-').toLowerCase())
  }
}

const HEX = /^\\x(?:[0-9a-fA-F]{2})*$/

/** binary; its text form is PostgreSQL's `\x` and hex digits. */
export class BinaryColumn extends BytesBased {
  appendText(text: string): void {
    if (!HEX.test(text)) throw this.misfit(text)
    this.putBytes(Buffer.from(text.slice(2), 'hex'))
  }

  override appendBytes(value: Uint8Array): void {
    this.putBytes(value)
  }
}
