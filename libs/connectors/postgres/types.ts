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

/**
 * How the server sends a value. All but the last two are binary (the `*send` functions of PostgreSQL); `text` is the text
 * form of any type, `padded` that of char(n), whose padding is no part of the value (a cast to text drops it).
 */
export type WireForm =
  | 'bool'
  | 'int2'
  | 'int4'
  | 'int8'
  | 'uint4'
  | 'uint8'
  | 'float4'
  | 'float8'
  | 'numeric'
  | 'bytea'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
  | 'interval'
  | 'uuid'
  | 'text'
  | 'padded'

/** A type of pg_type.dat: typname, oid, oid of its array, engine type, wire form. */
type TypeRow = readonly [
  name: string,
  oid: number,
  arrayOid: number,
  type: EngineType | 'by typmod' | 'where declared',
  form: WireForm,
]

/** The first row of an engine type is the one under which its parameters are bound. */
const TYPES: readonly TypeRow[] = [
  ['bool', 16, 1000, BOOLEAN, 'bool'],
  ['bytea', 17, 1001, BINARY, 'bytea'],
  ['int8', 20, 1016, INT64, 'int8'],
  ['int2', 21, 1005, INT16, 'int2'],
  ['int4', 23, 1007, INT32, 'int4'],
  ['oid', 26, 1028, INT64, 'uint4'],
  ['xid', 28, 1011, 'where declared', 'uint4'],
  ['cid', 29, 1012, 'where declared', 'uint4'],
  ['xid8', 5069, 271, 'where declared', 'uint8'],
  ['float4', 700, 1021, FLOAT32, 'float4'],
  ['float8', 701, 1022, FLOAT64, 'float8'],
  ['numeric', 1700, 1231, 'by typmod', 'numeric'],
  ['text', 25, 1009, STRING, 'text'],
  ['varchar', 1043, 1015, STRING, 'text'],
  ['bpchar', 1042, 1014, STRING, 'padded'],
  ['char', 18, 1002, STRING, 'text'],
  ['name', 19, 1003, STRING, 'text'],
  ['date', 1082, 1182, DATE, 'date'],
  ['time', 1083, 1183, TIME, 'time'],
  ['timestamp', 1114, 1115, TIMESTAMP, 'timestamp'],
  ['timestamptz', 1184, 1185, TIMESTAMPTZ, 'timestamptz'],
  ['interval', 1186, 1187, INTERVAL, 'interval'],
  ['json', 114, 199, JSON_TYPE, 'text'],
  ['jsonb', 3802, 3807, JSONB, 'text'],
  ['uuid', 2950, 2951, UUID, 'uuid'],
]

const CITEXT = 'citext'
const BY_NAME: ReadonlyMap<string, TypeRow> = new Map(TYPES.map((row) => [row[0], row]))
const BY_OID: ReadonlyMap<number, TypeRow> = new Map(TYPES.map((row) => [row[1], row]))

/** The wire form of a type; of enums, extensions' types and all others unknown here it is text. */
export function wireForm(oid: number): WireForm {
  return BY_OID.get(oid)?.[4] ?? 'text'
}

/** Decimals behind the point of a numeric without precision; a value with more fails, it is not rounded. */
const FREE_NUMERIC_SCALE = 10

/** The engine type of a base type or of an array of one (`_int4`), or undefined when there is none. `kind` is pg_type.typtype. */
export function postgresType(name: string, kind: string, typmod: number): EngineType | undefined {
  if (name.startsWith('_')) return arrayType(name.slice(1), kind, typmod)
  if (kind === 'e' || name === CITEXT) return STRING
  const type = BY_NAME.get(name)?.[3]
  if (type === 'by typmod') return numericType(typmod)
  return type === 'where declared' ? undefined : type
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
  if (type.kind !== 'array') return parameterRow(type.kind)[1]
  return type.element.kind === 'array' ? oidOf(type.element) : parameterRow(type.element.kind)[2]
}

function parameterRow(kind: ScalarKind): TypeRow {
  const row =
    kind === 'decimal' || kind === 'uint64'
      ? BY_NAME.get('numeric')
      : TYPES.find(([, , , type]) => typeof type === 'object' && type.kind === kind)
  if (row === undefined) throw new TypeError(`there are no parameters of ${kind}`)
  return row
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
