import {
  arrayOf,
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
  readArrayText,
  type ScalarKind,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UUID,
  writeArrayText,
} from '#arrow'
import { QueryError } from '#core'
import type { Literal } from '#plan'

/** Engine types by pg_type.typname; numeric is apart. Any other type is unsupported. */
const TYPES: Readonly<Record<string, EngineType>> = {
  bool: BOOLEAN,
  int2: INT16,
  int4: INT32,
  int8: INT64,
  oid: INT64,
  float4: FLOAT32,
  float8: FLOAT64,
  text: STRING,
  varchar: STRING,
  bpchar: STRING,
  char: STRING,
  name: STRING,
  citext: STRING,
  bytea: BINARY,
  date: DATE,
  time: TIME,
  timestamp: TIMESTAMP,
  timestamptz: TIMESTAMPTZ,
  interval: INTERVAL,
  json: JSON_TYPE,
  jsonb: JSONB,
  uuid: UUID,
}

/** Decimals behind the point of a numeric without precision; a value with more fails, it is not rounded. */
const FREE_NUMERIC_SCALE = 10

/** The engine type of a base type or of an array of one (`_int4`), or undefined when there is none. `kind` is pg_type.typtype. */
export function postgresType(name: string, kind: string, typmod: number): EngineType | undefined {
  if (name.startsWith('_')) return arrayType(name.slice(1), kind, typmod)
  if (kind === 'e') return STRING
  if (name === 'numeric') return numericType(typmod)
  return Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
}

/** The elements of char(n)[] would keep their padding. */
function arrayType(element: string, kind: string, typmod: number): EngineType | undefined {
  const type = element === 'bpchar' ? undefined : postgresType(element, kind, typmod)
  return type === undefined ? undefined : arrayOf(type)
}

/** typmod is ((precision << 16) | (scale & 0x7ff)) + 4; scales are 11 bits, signed since 15. */
function numericType(typmod: number): EngineType | undefined {
  if (typmod < 0) return decimal(MAX_DECIMAL_PRECISION, FREE_NUMERIC_SCALE)
  const precision = ((typmod - 4) >> 16) & 0xffff
  const scale = (((typmod - 4) & 0x7ff) ^ 0x400) - 0x400
  const digits = scale < 0 ? precision - scale : Math.max(precision, scale)
  return digits > MAX_DECIMAL_PRECISION ? undefined : decimal(digits, Math.max(scale, 0))
}

/** Object ids of pg_type.dat under which parameters are bound. */
const PARAMETER_OIDS: Readonly<Record<ScalarKind, number>> = {
  boolean: 16,
  binary: 17,
  int64: 20,
  int16: 21,
  int32: 23,
  string: 25,
  json: 114,
  float32: 700,
  float64: 701,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  decimal: 1700,
  uint64: 1700,
  uuid: 2950,
}

/** Object ids of the types of arrays of these. */
const ARRAY_OIDS: Readonly<Record<ScalarKind, number>> = {
  boolean: 1000,
  binary: 1001,
  int64: 1016,
  int16: 1005,
  int32: 1007,
  string: 1009,
  json: 199,
  float32: 1021,
  float64: 1022,
  date: 1182,
  time: 1183,
  timestamp: 1115,
  timestamptz: 1185,
  interval: 1187,
  decimal: 1231,
  uint64: 1231,
  uuid: 2951,
}

export interface BoundParameter {
  readonly oid: number
  readonly text: string | null
}

/** A constant as a parameter of its own type, in PostgreSQL's text form. */
export function boundParameter(literal: Literal): BoundParameter {
  return {
    oid: oidOf(literal.type),
    text: literal.value === null ? null : parameterText(literal.value, literal.type),
  }
}

function oidOf(type: EngineType): number {
  if (type.kind !== 'array') return PARAMETER_OIDS[type.kind]
  return type.element.kind === 'array' ? oidOf(type.element) : ARRAY_OIDS[type.element.kind]
}

function parameterText(value: string, type: EngineType): string {
  if (type.kind === 'array') {
    const elements = readArrayText(value)
    if (!Array.isArray(elements)) throw new QueryError('INTERNAL', 'An array parameter is not in its canonical form.')
    return writeArrayText(elements.map((text) => (text === null ? null : parameterText(text, type.element))))
  }
  if (type.kind === 'binary') return `\\x${value}`
  if (type.kind === 'timestamptz') return value.endsWith('infinity') ? value : `${value} +00`
  if (type.kind !== 'interval') return value
  const [months, days, micros] = value.split(' ')
  return `${months} months ${days} days ${micros} microseconds`
}
