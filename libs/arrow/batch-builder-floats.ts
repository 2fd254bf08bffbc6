import { type ColumnBuffers, ColumnBuilder } from './batch-builder-column.ts'
import type { Field } from './engine-type.ts'

const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  infinity: Number.POSITIVE_INFINITY,
  '+infinity': Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** float32 and float64. NaN and the infinities are values; a finite value that becomes infinite is a fault. */
export class FloatColumn extends ColumnBuilder {
  #values: Float32Array | Float64Array
  readonly #make: (capacity: number) => Float32Array | Float64Array
  readonly #narrow: boolean

  constructor(field: Field, source: string) {
    super(field, source)
    this.#narrow = field.type.kind === 'float32'
    this.#make = this.#narrow ? (capacity) => new Float32Array(capacity) : (capacity) => new Float64Array(capacity)
    this.#values = this.#make(0)
  }

  appendText(text: string): void {
    if (!NUMBER.test(text)) {
      const special = SPECIAL[text.toLowerCase()]
      if (special === undefined) throw this.misfit(text)
      const row = this.nextRow()
      this.#values[row] = special
      return
    }
    const value = Number(text)
    if (!Number.isFinite(value)) throw this.misfit(text)
    this.appendFloat(value)
  }

  override appendFloat(value: number): void {
    if (this.#narrow && Number.isFinite(value) && !Number.isFinite(Math.fround(value))) throw this.misfit(String(value))
    const row = this.nextRow()
    this.#values[row] = value
  }

  override appendInteger(value: number | bigint): void {
    this.appendFloat(Number(value))
  }

  protected allocate(capacity: number): void {
    this.#values = this.#make(capacity)
  }

  protected resize(capacity: number): void {
    const values = this.#make(capacity)
    values.set(this.#values)
    this.#values = values
  }

  protected buffers(length: number): ColumnBuffers {
    return { data: this.#values.subarray(0, length) }
  }
}
