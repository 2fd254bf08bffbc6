import { INFINITE_DAYS, type Int64Sink, type IntervalSink, type NumberSink } from '#arrow'

// date_send, timestamp_send, time_send and interval_send of src/backend/utils/adt: days or microseconds from 2000-01-01.

/** Days from 1970-01-01 to 2000-01-01. */
const EPOCH_DAYS = 10_957
const EPOCH_MICROS = BigInt(EPOCH_DAYS) * 86_400_000_000n
const EPOCH_LOW = Number(EPOCH_MICROS & 0xffff_ffffn)
const EPOCH_HIGH = Number(EPOCH_MICROS >> 32n)
const TWO_32 = 4_294_967_296
const MAX_INT32 = 0x7fff_ffff
const MIN_INT32 = -0x8000_0000
const MAX_UINT32 = 0xffff_ffff
/** Highest word of a moment that is surely within the range of both calendars; below it no check is needed. */
const SAFE_HIGH = 40_000_000

/** Writes a date of the wire. @throws QueryError DATA_ERROR for a day that no calendar has */
export function setDate(sink: NumberSink, row: number, days: number): void {
  if (days === MAX_INT32) sink.values[row] = INFINITE_DAYS
  else if (days === MIN_INT32) sink.values[row] = -INFINITE_DAYS
  else sink.setInteger(row, days + EPOCH_DAYS)
}

/** Writes a timestamp of the wire, with or without zone, from its two halves. @throws QueryError DATA_ERROR beyond the range */
export function setTimestamp(sink: Int64Sink, row: number, high: number, low: number): void {
  if (high > -SAFE_HIGH && high < SAFE_HIGH) {
    const sum = low + EPOCH_LOW
    sink.setWords(row, sum, high + EPOCH_HIGH + (sum >= TWO_32 ? 1 : 0))
  } else if (high === MAX_INT32 && low === MAX_UINT32) {
    sink.setWords(row, MAX_UINT32, MAX_INT32)
  } else if (high === MIN_INT32 && low === 0) {
    sink.setWords(row, 1, MIN_INT32)
  } else {
    sink.setInteger(row, BigInt(high) * BigInt(TWO_32) + BigInt(low) + EPOCH_MICROS)
  }
}

/** Writes a time of day from the two halves of its microseconds. @throws QueryError DATA_ERROR beyond 24:00 */
export function setTime(sink: Int64Sink, row: number, high: number, low: number): void {
  sink.setInteger(row, high * TWO_32 + low)
}

/** Writes an interval: microseconds, days, months. @throws QueryError DATA_ERROR for an infinite one */
export function setInterval(sink: IntervalSink, row: number, view: DataView, at: number): void {
  const high = view.getInt32(at)
  const low = view.getUint32(at + 4)
  const days = view.getInt32(at + 8)
  const months = view.getInt32(at + 12)
  const most = high === MAX_INT32 && low === MAX_UINT32 && days === MAX_INT32 && months === MAX_INT32
  const least = high === MIN_INT32 && low === 0 && days === MIN_INT32 && months === MIN_INT32
  if (most || least) throw sink.misfit(most ? 'infinity' : '-infinity')
  sink.setParts(row, months, days, low, high)
}
