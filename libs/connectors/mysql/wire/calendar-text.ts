import { WireFault } from './wire-fault.ts'

/**
 * Texts of dates and times as the server prints them: also of those that no calendar has, for faults that name them.
 * Trailing parts that are zero do not come over the wire.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html
 */

/** DATE in `length` bytes. @throws WireFault for a length that it cannot have */
export function dateText(view: DataView, at: number, length: number): string {
  if (length === 0) return '0000-00-00'
  if (length !== 4 && length !== 7 && length !== 11) throw new WireFault(`a date has ${length} bytes`)
  return `${padded(view.getUint16(at, true), 4)}-${padded(view.getUint8(at + 2), 2)}-${padded(view.getUint8(at + 3), 2)}`
}

/** DATETIME and TIMESTAMP with so many decimals of a second. @throws WireFault for a length that it cannot have */
export function momentText(view: DataView, at: number, length: number, decimals: number): string {
  const date = dateText(view, at, length)
  const time = length > 4 ? clockText(view, at + 4, view.getUint8(at + 4)) : '00:00:00'
  return `${date} ${time}${fractionText(length > 7 ? view.getUint32(at + 7, true) : 0, decimals)}`
}

/** TIME with so many decimals of a second; its hours may be more than 24. @throws WireFault for a length that it cannot have */
export function timeText(view: DataView, at: number, length: number, decimals: number): string {
  if (length === 0) return `00:00:00${fractionText(0, decimals)}`
  if (length !== 8 && length !== 12) throw new WireFault(`a time has ${length} bytes`)
  const sign = view.getUint8(at) === 0 ? '' : '-'
  const hours = view.getUint32(at + 1, true) * 24 + view.getUint8(at + 5)
  return `${sign}${clockText(view, at + 5, hours)}${fractionText(length === 12 ? view.getUint32(at + 8, true) : 0, decimals)}`
}

/** Hours, then the minute and second that follow the hour's byte at `at`. */
function clockText(view: DataView, at: number, hours: number): string {
  return `${padded(hours, 2)}:${padded(view.getUint8(at + 1), 2)}:${padded(view.getUint8(at + 2), 2)}`
}

/** A column of unknown decimals shows them all, if there are any; one of whole seconds shows what it should not have. */
function fractionText(micros: number, decimals: number): string {
  const known = decimals <= MICRO_DIGITS
  if (micros === 0 && (!known || decimals === 0)) return ''
  const digits = padded(micros, MICRO_DIGITS)
  return `.${known && decimals > 0 ? digits.slice(0, decimals) : digits}`
}

const MICRO_DIGITS = 6

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
