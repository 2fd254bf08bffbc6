import type { Data } from 'apache-arrow'
import { columnBuilder } from './batch-builder.ts'
import type { ColumnBuilder } from './batch-builder-column.ts'
import { ColumnFaults } from './column-faults.ts'
import type { Field } from './engine-type.ts'

/** A column whose values come in another type than its own; each is appended to `builder`, which converts it. */
export class ConvertedSink {
  readonly field: Field
  readonly faults: ColumnFaults
  readonly builder: ColumnBuilder

  constructor(source: string, field: Field) {
    this.field = field
    this.faults = new ColumnFaults(source, field)
    this.builder = columnBuilder(field, source)
  }

  setNull(_row: number): void {
    this.builder.appendNull()
  }

  grow(_capacity: number): void {}

  take(_rows: number, _capacity: number): Data {
    return this.builder.take()
  }

  /** The builder makes its memory anew. */
  recycle(_data: Data): void {}
}
