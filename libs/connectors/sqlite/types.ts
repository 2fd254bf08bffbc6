import {
  BINARY,
  BOOLEAN,
  type ColumnBuilder,
  DATE,
  decimal,
  type EngineType,
  FLOAT64,
  INT64,
  JSON_TYPE,
  MAX_DECIMAL_PRECISION,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UUID,
} from '#arrow'
import type { Literal } from '#plan'
import { appendValue, type DriverValue } from '../append-value.ts'

/** Declared types with a meaning of their own, by their first word. SQLite itself knows only affinities. */
const NAMED: Readonly<Record<string, EngineType>> = {
  BOOL: BOOLEAN,
  BOOLEAN: BOOLEAN,
  DATE: DATE,
  TIME: TIME,
  DATETIME: TIMESTAMP,
  TIMESTAMP: TIMESTAMP,
  TIMESTAMPTZ: TIMESTAMPTZ,
  JSON: JSON_TYPE,
  UUID: UUID,
}

/** Decimals behind the point of a NUMERIC without precision; a value with more fails, it is not rounded. */
const FREE_NUMERIC_SCALE = 10
const DECIMAL = /^(?:DECIMAL|NUMERIC|DEC)(?:\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?$/

/**
 * The engine type of a declared type, or undefined: named types first, then the rules of affinity (sqlite.org,
 * datatype3, 3.1). Integers have 64 bits whatever they are called.
 */
export function sqliteType(declared: string): EngineType | undefined {
  const name = declared.toUpperCase().trim()
  const word = name.split(/[\s(]/)[0] ?? ''
  if (Object.hasOwn(NAMED, word)) return NAMED[word]
  const exact = DECIMAL.exec(name)
  if (exact !== null) return decimalType(exact[1], exact[2])
  if (name.includes('INT')) return INT64
  if (/CHAR|CLOB|TEXT/.test(name)) return STRING
  if (name.includes('BLOB')) return BINARY
  return /REAL|FLOA|DOUB/.test(name) ? FLOAT64 : undefined
}

function decimalType(precision: string | undefined, scale: string | undefined): EngineType | undefined {
  if (precision === undefined) return decimal(MAX_DECIMAL_PRECISION, FREE_NUMERIC_SCALE)
  const [digits, behind] = [Number(precision), Number(scale ?? 0)]
  return digits >= 1 && digits <= MAX_DECIMAL_PRECISION && behind <= digits ? decimal(digits, behind) : undefined
}

/**
 * Appends a value SQLite stored, which need not be of the column's type.
 * @throws QueryError DATA_ERROR naming source, column and value
 */
export function appendStored(column: ColumnBuilder, value: DriverValue): void {
  const { kind } = column.field.type
  if (typeof value === 'string' && (kind === 'binary' || kind === 'boolean')) throw column.misfit(value)
  if (value instanceof Uint8Array && kind !== 'binary') throw column.misfit(`${value.length} bytes`)
  appendValue(column, value)
}

/** A constant as SQLite stores its like. */
export function boundParameter({ type, value }: Literal): string | bigint | number | Uint8Array | null {
  if (value === null) return null
  switch (type.kind) {
    case 'boolean':
      return value === 'true' ? 1n : 0n
    case 'int16':
    case 'int32':
    case 'int64':
      return BigInt(value)
    case 'float32':
    case 'float64':
      return Number(value)
    case 'binary':
      return Buffer.from(value, 'hex')
    default:
      return value
  }
}
