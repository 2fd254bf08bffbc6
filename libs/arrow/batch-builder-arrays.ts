import { readArrayText } from './array-text.ts'
import { type ColumnBuffers, ColumnBuilder } from './batch-builder-column.ts'
import type { Field } from './engine-type.ts'

/** About what an element weighs beside its text. */
const ELEMENT_BYTES = 8

/** Arrays: offsets into the values of all arrays, which are a column of their own. */
export class ArrayColumn extends ColumnBuilder {
  /** The column of the elements, for values that are appended one by one before `endArray`. */
  readonly elements: ColumnBuilder
  #offsets = new Int32Array(1)

  constructor(field: Field, source: string, elements: ColumnBuilder) {
    super(field, source)
    this.elements = elements
  }

  override get variableBytes(): number {
    return this.elements.variableBytes + this.elements.length * ELEMENT_BYTES
  }

  /** An array in PostgreSQL's text form, its elements in the text form of their type. */
  appendText(text: string): void {
    const values = readArrayText(text)
    if (values === 'dimensions') {
      throw this.refused(text, 'has several dimensions or does not count from 1, which the engine does not carry')
    }
    if (values === 'malformed') throw this.misfit(text)
    for (const value of values) {
      if (value === null) this.elements.appendNull()
      else this.elements.appendText(value)
    }
    this.endArray()
  }

  /** Ends an array whose elements were appended to `elements`. */
  endArray(): void {
    const row = this.nextRow()
    this.#offsets[row + 1] = this.elements.length
  }

  protected override skip(row: number): void {
    this.#offsets[row + 1] = this.elements.length
  }

  protected allocate(capacity: number): void {
    this.#offsets = new Int32Array(capacity + 1)
  }

  protected resize(capacity: number): void {
    const before = this.#offsets
    this.allocate(capacity)
    this.#offsets.set(before)
  }

  protected buffers(length: number): ColumnBuffers {
    return {
      data: new Uint8Array(0),
      offsets: this.#offsets.subarray(0, length + 1),
      elements: this.elements.take(),
    }
  }
}
