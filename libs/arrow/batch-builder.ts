import { Data, RecordBatch, type Schema, Struct } from 'apache-arrow'
import { unreachable } from '#core'
import { ArrayColumn } from './batch-builder-arrays.ts'
import { BooleanColumn } from './batch-builder-booleans.ts'
import { BinaryColumn, TextColumn, UuidColumn } from './batch-builder-bytes.ts'
import type { ColumnBuilder } from './batch-builder-column.ts'
import { Decimal64Column, Decimal128Column } from './batch-builder-decimals.ts'
import { FloatColumn } from './batch-builder-floats.ts'
import { Int32Column, Int64Column, Uint64Column } from './batch-builder-integers.ts'
import { DateColumn, IntervalColumn, TimeColumn, TimestampColumn } from './batch-builder-times.ts'
import type { Field, TypeKind } from './engine-type.ts'
import { MAX_INT64_DECIMAL_PRECISION } from './physical-type.ts'
import { arrowSchema } from './schema.ts'

const MAX_ROWS = 131_072
/** Text and binary of one batch, in bytes, about: long values close a batch before its rows do. */
const MAX_VARIABLE_BYTES = 32 * 1024 * 1024

const VARIABLE: ReadonlySet<TypeKind> = new Set(['string', 'json', 'uuid', 'binary', 'array'])

/** Turns decoded values, row by row, into record batches in the physical types, without a copy at the end. */
export class BatchBuilder {
  readonly columns: readonly ColumnBuilder[]
  readonly #schema: Schema
  readonly #maxRows: number
  readonly #variable: readonly ColumnBuilder[]
  #rows = 0

  /** A builder for these columns; `source` is whom faults name, `maxRows` bounds a batch (131,072). */
  constructor(source: string, fields: readonly Field[], maxRows = MAX_ROWS) {
    this.#schema = arrowSchema(fields)
    this.#maxRows = maxRows
    this.columns = fields.map((field) => columnBuilder(field, source))
    this.#variable = this.columns.filter(({ field }) => VARIABLE.has(field.type.kind))
  }

  /** Rows since the last batch. */
  get rows(): number {
    return this.#rows
  }

  /** True when a batch should be taken before the next row. */
  get full(): boolean {
    if (this.#rows >= this.#maxRows) return true
    let bytes = 0
    for (const column of this.#variable) bytes += column.variableBytes
    return bytes >= MAX_VARIABLE_BYTES
  }

  /** Ends a row, after one value was appended to every column. */
  endRow(): void {
    this.#rows++
  }

  /** The rows so far as a batch; the builder starts anew. */
  take(): RecordBatch {
    const children = this.columns.map((column) => column.take())
    const batch = new RecordBatch(
      this.#schema,
      new Data(new Struct(this.#schema.fields), 0, this.#rows, 0, undefined, children),
    )
    this.#rows = 0
    return batch
  }
}

/** The builder of one column; `source` is whom its faults name. */
export function columnBuilder(field: Field, source: string): ColumnBuilder {
  const { type } = field
  switch (type.kind) {
    case 'boolean':
      return new BooleanColumn(field, source)
    case 'int16':
    case 'int32':
      return new Int32Column(field, source)
    case 'int64':
      return new Int64Column(field, source)
    case 'uint64':
      return new Uint64Column(field, source)
    case 'float32':
    case 'float64':
      return new FloatColumn(field, source)
    case 'decimal': {
      const Column = type.precision <= MAX_INT64_DECIMAL_PRECISION ? Decimal64Column : Decimal128Column
      return new Column(field, source)
    }
    case 'string':
    case 'json':
      return new TextColumn(field, source)
    case 'uuid':
      return new UuidColumn(field, source)
    case 'binary':
      return new BinaryColumn(field, source)
    case 'date':
      return new DateColumn(field, source)
    case 'time':
      return new TimeColumn(field, source)
    case 'timestamp':
    case 'timestamptz':
      return new TimestampColumn(field, source)
    case 'interval':
      return new IntervalColumn(field, source)
    case 'array':
      return new ArrayColumn(
        field,
        source,
        columnBuilder({ name: field.name, type: type.element, nullable: true }, source),
      )
    default:
      return unreachable(type)
  }
}
