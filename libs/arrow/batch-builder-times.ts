import {
  type Moment,
  type Parsed,
  parseDate,
  parseInterval,
  parseTime,
  parseTimestamp,
  parseTimestamptz,
} from './batch-builder-calendar.ts'
import { type ColumnBuffers, ColumnBuilder } from './batch-builder-column.ts'
import { Int32Column, Int64Based } from './batch-builder-integers.ts'
import type { Field } from './engine-type.ts'
import { DAY_MICROS, FIRST_DAY, INFINITE_DAYS, INFINITE_MICROS } from './integer-range.ts'
import { INTERVAL_BYTES } from './physical-type.ts'

/** date: days since 1970-01-01. */
export class DateColumn extends Int32Column {
  override appendInteger(value: number | bigint): void {
    if (value < FIRST_DAY && value !== -INFINITE_DAYS) throw this.misfit(`day ${value}`)
    super.appendInteger(value)
  }

  override appendText(text: string): void {
    const days = parseDate(text)
    if (typeof days !== 'number') throw this.misfit(text)
    this.appendInteger(days)
  }
}

/** time: microseconds since midnight. */
export class TimeColumn extends Int64Based {
  appendText(text: string): void {
    const micros = parseTime(text)
    if (typeof micros !== 'number') throw this.misfit(text)
    this.putNumber(micros)
  }

  protected checkRange(value: number | bigint): void {
    if (value < 0 || value > DAY_MICROS) throw this.misfit(String(value))
  }
}

/** Seconds up to which the microseconds are exact as a JS number: the years 1684 to 2255. */
const SAFE_SECONDS = 9_007_199_000
/** 4714-11-24 BC, PostgreSQL's first moment. */
const FIRST_MICROS = BigInt(FIRST_DAY) * BigInt(DAY_MICROS)

/** timestamp and timestamptz: microseconds since 1970-01-01 00:00:00, of the wall or of UTC. */
export class TimestampColumn extends Int64Based {
  readonly #parse: (text: string) => Parsed<Moment>

  constructor(field: Field, source: string) {
    super(field, source)
    this.#parse = field.type.kind === 'timestamptz' ? parseTimestamptz : parseTimestamp
  }

  appendText(text: string): void {
    const moment = this.#parse(text)
    if (typeof moment === 'string') throw this.misfit(text)
    const { seconds, micros } = moment
    if (!Number.isFinite(seconds)) {
      this.appendInteger(seconds > 0 ? INFINITE_MICROS : -INFINITE_MICROS)
      return
    }
    if (seconds > -SAFE_SECONDS && seconds < SAFE_SECONDS) {
      this.putNumber(seconds * 1_000_000 + micros)
      return
    }
    this.appendInteger(BigInt(seconds) * 1_000_000n + BigInt(micros))
  }

  protected checkRange(value: number | bigint): void {
    const beyond = value > INFINITE_MICROS || (value < FIRST_MICROS && value !== -INFINITE_MICROS)
    if (beyond) throw this.misfit(String(value))
  }
}

const INT32 = 0x80000000
const INT64 = 2n ** 63n

/** interval: int32 months, int32 days, int64 microseconds. */
export class IntervalColumn extends ColumnBuilder {
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)

  appendText(text: string): void {
    const parts = parseInterval(text)
    if (typeof parts === 'string') throw this.misfit(text)
    this.appendInterval(parts.months, parts.days, parts.micros)
  }

  /** Months, days and microseconds, none carried into another. @throws QueryError DATA_ERROR when one is out of range */
  appendInterval(months: number, days: number, micros: bigint): void {
    const fits =
      months >= -INT32 && months < INT32 && days >= -INT32 && days < INT32 && micros >= -INT64 && micros < INT64
    if (!fits) throw this.misfit(`${months} ${days} ${micros}`)
    const at = this.nextRow() * INTERVAL_BYTES
    this.#view.setInt32(at, months, true)
    this.#view.setInt32(at + 4, days, true)
    this.#view.setBigInt64(at + 8, micros, true)
  }

  protected allocate(capacity: number): void {
    this.#bytes = new Uint8Array(capacity * INTERVAL_BYTES)
    this.#view = new DataView(this.#bytes.buffer)
  }

  protected resize(capacity: number): void {
    const before = this.#bytes
    this.allocate(capacity)
    this.#bytes.set(before)
  }

  protected buffers(length: number): ColumnBuffers {
    return { data: this.#bytes.subarray(0, length * INTERVAL_BYTES) }
  }
}
