import {
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  type EngineType,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  INTERVAL,
  JSON_TYPE,
  JSONB,
  MAX_DECIMAL_PRECISION,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UINT64,
  UUID,
} from '#arrow'

/** The names a declared column's type may have; integer is int64 and float is float64 here, unlike in SQL. */
export const typeNames: Readonly<Record<string, EngineType>> = {
  integer: INT64,
  int: INT64,
  int64: INT64,
  bigint: INT64,
  int32: INT32,
  int16: INT16,
  smallint: INT16,
  uint64: UINT64,
  float: FLOAT64,
  float64: FLOAT64,
  double: FLOAT64,
  'double precision': FLOAT64,
  float32: FLOAT32,
  real: FLOAT32,
  string: STRING,
  text: STRING,
  varchar: STRING,
  boolean: BOOLEAN,
  bool: BOOLEAN,
  date: DATE,
  time: TIME,
  timestamp: TIMESTAMP,
  datetime: TIMESTAMP,
  timestamptz: TIMESTAMPTZ,
  'timestamp with time zone': TIMESTAMPTZ,
  interval: INTERVAL,
  json: JSON_TYPE,
  jsonb: JSONB,
  uuid: UUID,
  binary: BINARY,
  bytes: BINARY,
  bytea: BINARY,
}

const DECIMAL = /^(?:decimal|numeric)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)$/
const VARCHAR = /^varchar\s*\(\s*\d+\s*\)$/

/** The engine's type for a declared name, or the reason why there is none. */
export function parseTypeName(written: string): EngineType | { readonly reason: string } {
  const name = written.trim().toLowerCase().replace(/\s+/g, ' ')
  const known = Object.hasOwn(typeNames, name) ? typeNames[name] : undefined
  if (known !== undefined) return known
  if (VARCHAR.test(name)) return STRING
  if (name === 'decimal' || name === 'numeric') {
    return { reason: 'needs its precision and scale, as in decimal(18,2)' }
  }
  const match = DECIMAL.exec(name)
  if (match === null) return { reason: 'is not a known type' }
  const precision = Number(match[1])
  const scale = Number(match[2] ?? '0')
  if (precision < 1 || precision > MAX_DECIMAL_PRECISION || scale > precision) {
    return { reason: `must have a precision of 1 to ${MAX_DECIMAL_PRECISION} and a scale no larger than it` }
  }
  return decimal(precision, scale)
}
