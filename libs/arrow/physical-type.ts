import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Field,
  FixedSizeBinary,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  List,
  TimeMicrosecond,
  TimestampMicrosecond,
  Uint64,
  Utf8,
} from 'apache-arrow'
import { unreachable } from '#core'
import type { EngineType } from './engine-type.ts'

/** Decimals up to this precision travel as scaled int64: half the bytes of decimal128, and one copy into a kernel. */
export const MAX_INT64_DECIMAL_PRECISION = 18

/** Bytes of an interval: int32 months, int32 days, int64 microseconds, little-endian (DuckDB's own layout). */
export const INTERVAL_BYTES = 16

/**
 * The Arrow type that carries an engine type between reader, kernel and result store. Decimals of up to 18 digits are
 * scaled Int64, intervals FixedSizeBinary(16), uuid and json Utf8, arrays List; field metadata (`ajna_type`) says what they are.
 */
export function physicalType(type: EngineType): DataType {
  switch (type.kind) {
    case 'boolean':
      return new Bool()
    case 'int16':
      return new Int16()
    case 'int32':
      return new Int32()
    case 'int64':
      return new Int64()
    case 'uint64':
      return new Uint64()
    case 'float32':
      return new Float32()
    case 'float64':
      return new Float64()
    case 'decimal':
      return type.precision <= MAX_INT64_DECIMAL_PRECISION ? new Int64() : new Decimal(type.scale, type.precision, 128)
    case 'string':
    case 'json':
    case 'uuid':
      return new Utf8()
    case 'binary':
      return new Binary()
    case 'date':
      return new DateDay()
    case 'time':
      return new TimeMicrosecond()
    case 'timestamp':
      return new TimestampMicrosecond()
    case 'timestamptz':
      return new TimestampMicrosecond('UTC')
    case 'interval':
      return new FixedSizeBinary(INTERVAL_BYTES)
    case 'array':
      return listOf(physicalType(type.element))
    default:
      return unreachable(type)
  }
}

/** The Arrow list of values of a type, each of which may be NULL. */
export function listOf(element: DataType): List {
  return new List(new Field('item', element, true))
}
