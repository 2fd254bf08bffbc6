import { WireFault } from './wire-fault.ts'

/** What an answer says of one of its columns before the rows come. */
export interface ColumnDefinition {
  /** Type code of the protocol (`WIRE_TYPE`). */
  readonly type: number
  readonly unsigned: boolean
  /** Collation id; 63 for bytes that are no text. */
  readonly charset: number
  /** Digits after the point; 31 where that differs from value to value. */
  readonly decimals: number
}

/** Type codes of the binary protocol. https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html */
export const WIRE_TYPE = {
  decimal: 0,
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  varchar: 15,
  bit: 16,
  vector: 242,
  json: 245,
  newdecimal: 246,
  enum: 247,
  set: 248,
  tinyBlob: 249,
  mediumBlob: 250,
  longBlob: 251,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const

/** The collation id of bytes that are no text. */
export const BINARY_CHARSET = 63
const UNSIGNED_FLAG = 0x20

/** The fields of fixed length end every definition: their count, then 12 bytes, two of them unused. */
const FIXED_COUNT = 0x0c
const FIXED_BYTES = 13

/**
 * The definition in a packet's payload. Names before the fixed fields, and what MariaDB puts between them, are not read.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_column_definition.html
 * @throws WireFault when it is none
 */
export function readColumnDefinition(payload: Buffer): ColumnDefinition {
  const fixed = payload.length - FIXED_BYTES
  if (fixed < 0 || payload.readUInt8(fixed) !== FIXED_COUNT) throw new WireFault('a column definition is damaged')
  return {
    charset: payload.readUInt16LE(fixed + 1),
    type: payload.readUInt8(fixed + 7),
    unsigned: (payload.readUInt16LE(fixed + 8) & UNSIGNED_FLAG) !== 0,
    decimals: payload.readUInt8(fixed + 10),
  }
}
