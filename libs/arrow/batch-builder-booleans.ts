import { type ColumnBuffers, ColumnBuilder } from './batch-builder-column.ts'

const TRUE: ReadonlySet<string> = new Set(['t', 'true', '1'])
const FALSE: ReadonlySet<string> = new Set(['f', 'false', '0'])

/** Booleans, one bit each. */
export class BooleanColumn extends ColumnBuilder {
  #bits = new Uint8Array(0)

  appendText(text: string): void {
    const value = TRUE.has(text)
    if (!value && !FALSE.has(text)) throw this.misfit(text)
    this.#put(value)
  }

  override appendInteger(value: number | bigint): void {
    const number = Number(value)
    if (number !== 0 && number !== 1) throw this.misfit(String(value))
    this.#put(number === 1)
  }

  #put(value: boolean): void {
    const row = this.nextRow()
    if (value) this.#bits[row >> 3] = (this.#bits[row >> 3] ?? 0) | (1 << (row & 7))
  }

  protected allocate(capacity: number): void {
    this.#bits = new Uint8Array(capacity >> 3)
  }

  protected resize(capacity: number): void {
    const before = this.#bits
    this.allocate(capacity)
    this.#bits.set(before)
  }

  protected buffers(length: number): ColumnBuffers {
    return { data: this.#bits.subarray(0, (length + 7) >> 3) }
  }
}
