import { Data, RecordBatch, type Schema, Struct } from 'apache-arrow'
import { unreachable } from '#core'
import { ArraySink } from './array-sink.ts'
import { BytesSink } from './bytes-sink.ts'
import { ConvertedSink } from './converted-sink.ts'
import type { Field } from './engine-type.ts'
import { BooleanSink, Int64Sink, NumberSink } from './fixed-sinks.ts'
import { MAX_INT64_DECIMAL_PRECISION } from './physical-type.ts'
import { arrowSchema } from './schema.ts'
import { Int128Sink, IntervalSink } from './wide-sinks.ts'

const FIRST_CAPACITY = 1024
const GROWTH = 4
const MAX_ROWS = 131_072
/** Bytes on the wire after which a batch is closed, however few its rows are. */
const MAX_BYTES = 32 * 1024 * 1024

/** One column of a batch that a decoder writes. */
export type Sink =
  | BooleanSink
  | NumberSink
  | Int64Sink
  | Int128Sink
  | IntervalSink
  | BytesSink
  | ArraySink
  | ConvertedSink

/** Takes a batch; once nobody reads it any more, `release` lets its memory be written again. */
export type BatchTaker = (batch: RecordBatch, release: () => void) => void

export interface BatchLimits {
  readonly maxRows: number
  readonly maxBytes: number
}

/**
 * Where a decoder of a wire protocol writes rows: for each row one value into every column at `row`, then `endRow`.
 * Batches go to `onBatch` when they have their rows or bytes; `finish` gives the last one.
 */
export class BatchSink {
  readonly columns: readonly Sink[]
  /** The row being written. */
  row = 0
  #capacity = 0
  #bytes = 0
  readonly #schema: Schema
  readonly #limits: BatchLimits
  readonly #onBatch: BatchTaker

  /**
   * `source` is whom faults name; `limits.maxRows` is a multiple of 8. The columns of the fields in `converted` become
   * `ConvertedSink`s.
   */
  constructor(
    source: string,
    fields: readonly Field[],
    onBatch: BatchTaker,
    limits: BatchLimits = { maxRows: MAX_ROWS, maxBytes: MAX_BYTES },
    converted: ReadonlySet<Field> = new Set(),
  ) {
    this.#schema = arrowSchema(fields)
    this.#limits = limits
    this.#onBatch = onBatch
    this.columns = fields.map((field) =>
      converted.has(field) ? new ConvertedSink(source, field) : sinkOf(source, field),
    )
    this.#makeRoom(Math.min(FIRST_CAPACITY, limits.maxRows))
  }

  /** Ends a row that took so many bytes on the wire. @throws QueryError DATA_ERROR when a full batch holds invalid UTF-8 */
  endRow(bytes: number): void {
    this.row += 1
    this.#bytes += bytes
    if (this.row < this.#capacity && this.#bytes < this.#limits.maxBytes) return
    if (this.row === this.#limits.maxRows || this.#bytes >= this.#limits.maxBytes) {
      const batch = this.#take(this.#capacity)
      this.#onBatch(batch, () => this.#recycle(batch))
    } else {
      this.#makeRoom(Math.min(this.#capacity * GROWTH, this.#limits.maxRows))
    }
  }

  /** The rows since the last batch, if any; nothing is written afterwards. @throws as `endRow` */
  finish(): RecordBatch | undefined {
    return this.row === 0 ? undefined : this.#take(0)
  }

  #take(capacity: number): RecordBatch {
    const children = this.columns.map((column) => column.take(this.row, capacity))
    const struct = new Data(new Struct(this.#schema.fields), 0, this.row, 0, undefined, children)
    this.row = 0
    this.#bytes = 0
    return new RecordBatch(this.#schema, struct)
  }

  #recycle({ data }: RecordBatch): void {
    for (const [index, column] of this.columns.entries()) {
      const child = data.children[index]
      if (child !== undefined) column.recycle(child)
    }
  }

  #makeRoom(capacity: number): void {
    for (const column of this.columns) column.grow(capacity)
    this.#capacity = capacity
  }
}

function sinkOf(source: string, field: Field): Sink {
  const { type } = field
  switch (type.kind) {
    case 'boolean':
      return new BooleanSink(source, field)
    case 'int16':
    case 'int32':
    case 'date':
    case 'float32':
    case 'float64':
      return new NumberSink(source, field)
    case 'int64':
    case 'uint64':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return new Int64Sink(source, field)
    case 'decimal': {
      const DecimalSink = type.precision <= MAX_INT64_DECIMAL_PRECISION ? Int64Sink : Int128Sink
      return new DecimalSink(source, field)
    }
    case 'interval':
      return new IntervalSink(source, field)
    case 'string':
    case 'json':
    case 'uuid':
    case 'binary':
      return new BytesSink(source, field)
    case 'array':
      return new ArraySink(source, field)
    default:
      return unreachable(type)
  }
}
