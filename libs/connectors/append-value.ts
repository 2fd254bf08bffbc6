import { isUtf8 } from 'node:buffer'
import type { ColumnBuilder } from '#arrow'

/** A value as a driver hands it over, before it has the column's type. */
export type DriverValue = string | number | bigint | Uint8Array | null

/**
 * Appends a value in the column's type where that says the same; a conversion that would have to guess is a fault.
 * Bytes in an integer column are a bit string, highest byte first.
 * @throws QueryError DATA_ERROR naming source, column and value
 */
export function appendValue(column: ColumnBuilder, value: DriverValue): void {
  if (value === null) column.appendNull()
  else if (typeof value === 'string') column.appendText(value)
  else if (typeof value === 'object') appendBytes(column, value)
  else appendNumber(column, value)
}

function appendNumber(column: ColumnBuilder, value: number | bigint): void {
  const integral = typeof value === 'bigint' || Number.isSafeInteger(value)
  switch (column.field.type.kind) {
    case 'float32':
    case 'float64':
      column.appendFloat(Number(value))
      return
    case 'boolean':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint64':
      if (integral) column.appendInteger(value)
      else column.appendText(String(value))
      return
    case 'string':
    case 'json':
      if (integral) column.appendText(String(value))
      else column.appendFloat(Number(value))
      return
    default:
      column.appendText(String(value))
  }
}

function appendBytes(column: ColumnBuilder, value: Uint8Array): void {
  switch (column.field.type.kind) {
    case 'boolean':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint64':
      column.appendInteger(bits(value))
      return
    case 'string':
    case 'json':
      if (!isUtf8(value)) throw column.misfit(`bytes ${Buffer.from(value).toString('hex')}`)
      column.appendBytes(value)
      return
    default:
      column.appendBytes(value)
  }
}

function bits(value: Uint8Array): bigint {
  return value.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}
