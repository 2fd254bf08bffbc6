import { isUtf8 } from 'node:buffer'
import type { Data } from 'apache-arrow'
import { columnBuilder } from './batch-builder.ts'
import type { ColumnBuilder } from './batch-builder-column.ts'
import { ColumnFaults } from './column-faults.ts'
import type { Field } from './engine-type.ts'

/** Arrays, from their text form `{1,NULL,"a b"}`. */
export class ArraySink {
  readonly field: Field
  readonly faults: ColumnFaults
  readonly #builder: ColumnBuilder

  constructor(source: string, field: Field) {
    this.field = field
    this.faults = new ColumnFaults(source, field)
    this.#builder = columnBuilder(field, source)
  }

  setNull(_row: number): void {
    this.#builder.appendNull()
  }

  /** The text from `from` on of a chunk. @throws QueryError DATA_ERROR when it is no such array */
  setText(bytes: Uint8Array, from: number, length: number): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, length)
    if (!isUtf8(text)) throw this.faults.refused(text.toString('latin1'), 'is not valid UTF-8')
    this.#builder.appendText(text.toString())
  }

  grow(_capacity: number): void {}

  take(_rows: number, _capacity: number): Data {
    return this.#builder.take()
  }

  /** The builder makes its memory anew. */
  recycle(_data: Data): void {}
}
