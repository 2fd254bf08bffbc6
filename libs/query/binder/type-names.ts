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
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UINT64,
  UUID,
} from '#arrow'
import { type IntervalRange, WHOLE_INTERVAL } from './literals/interval.ts'

/** A type as CAST names it. */
export interface NamedType {
  readonly type: EngineType
  /** What PostgreSQL calls the type in column names: `int4`, `timestamptz`. */
  readonly internalName: string
  /** numeric without precision: the scale follows the value. */
  readonly anyScale: boolean
  /** varchar(n): an explicit cast cuts to n characters. */
  readonly length: number | null
  /** The digits of seconds that `timestamp(3)` and `time(3)` keep. */
  readonly precision: number | null
  /** The fields and digits of `interval day to second(3)`. */
  readonly range: IntervalRange
  /** The type of the elements of an array. */
  readonly element: NamedType | null
}

const TYPES: ReadonlyMap<string, readonly [EngineType, string]> = new Map<string, readonly [EngineType, string]>([
  ['boolean', [BOOLEAN, 'bool']],
  ['bool', [BOOLEAN, 'bool']],
  ['smallint', [INT16, 'int2']],
  ['int2', [INT16, 'int2']],
  ['int16', [INT16, 'int2']],
  ['integer', [INT32, 'int4']],
  ['int', [INT32, 'int4']],
  ['int4', [INT32, 'int4']],
  ['int32', [INT32, 'int4']],
  ['bigint', [INT64, 'int8']],
  ['int8', [INT64, 'int8']],
  ['int64', [INT64, 'int8']],
  ['uint64', [UINT64, 'uint64']],
  ['real', [FLOAT32, 'float4']],
  ['float4', [FLOAT32, 'float4']],
  ['float32', [FLOAT32, 'float4']],
  ['double precision', [FLOAT64, 'float8']],
  ['float', [FLOAT64, 'float8']],
  ['float8', [FLOAT64, 'float8']],
  ['float64', [FLOAT64, 'float8']],
  ['text', [STRING, 'text']],
  ['string', [STRING, 'text']],
  ['varchar', [STRING, 'varchar']],
  ['character varying', [STRING, 'varchar']],
  ['bytea', [BINARY, 'bytea']],
  ['binary', [BINARY, 'bytea']],
  ['date', [DATE, 'date']],
  ['time', [TIME, 'time']],
  ['time without time zone', [TIME, 'time']],
  ['timestamp', [TIMESTAMP, 'timestamp']],
  ['timestamp without time zone', [TIMESTAMP, 'timestamp']],
  ['timestamptz', [TIMESTAMPTZ, 'timestamptz']],
  ['timestamp with time zone', [TIMESTAMPTZ, 'timestamptz']],
  ['interval', [INTERVAL, 'interval']],
  ['json', [JSON_TYPE, 'json']],
  ['jsonb', [JSONB, 'jsonb']],
  ['uuid', [UUID, 'uuid']],
])

const INTERVAL_NAME =
  /^interval(?: ((?:(?:year|month|day|hour|minute) to )?(?:year|month|day|hour|minute|second)))?(?:\((\d+)\))?$/

/** The plain names of the types the engine has. */
export function knownTypeNames(): ReadonlySet<string> {
  return new Set([...TYPES.keys(), 'numeric', 'decimal'])
}

/** A type name of SQL, or the engine's own name of a type; undefined for a type the engine does not have. */
export function parseTypeName(text: string): NamedType | undefined {
  const name = text
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),]) ?/g, '$1')
    .trim()
  const list = /^(.*?)(?: ?\[\d*\])+$/.exec(name)?.[1]
  if (list !== undefined) return arrayNamed(list)
  const interval = INTERVAL_NAME.exec(name)
  if (interval !== null) return intervalNamed(interval[1] ?? null, interval[2])
  const modified = /^([a-z_ 0-9]+)\((\d+)(?:,(\d+))?\)(.*)$/.exec(name)
  if (modified === null) return unmodified(name)
  const [, base = '', first = '', second, rest = ''] = modified
  return withModifier(`${base}${rest === '' ? '' : ` ${rest.trim()}`}`, Number(first), second)
}

/** PostgreSQL takes any number of dimensions and any length for the same type. */
function arrayNamed(elementName: string): NamedType | undefined {
  const element = parseTypeName(elementName)
  // Elements would have to be cut one by one.
  if (element === undefined) return undefined
  const { length, precision, range } = element
  if ([length, precision, range.fields, range.precision].some((cut) => cut !== null)) return undefined
  return { ...element, type: arrayOf(element.type), element }
}

function unmodified(name: string): NamedType | undefined {
  if (name === 'numeric' || name === 'decimal') {
    return { ...named(decimal(MAX_DECIMAL_PRECISION, 0), 'numeric'), anyScale: true }
  }
  const found = TYPES.get(name)
  return found === undefined ? undefined : named(...found)
}

function withModifier(name: string, first: number, second: string | undefined): NamedType | undefined {
  if (name === 'numeric' || name === 'decimal') {
    const scale = Number(second ?? 0)
    const valid = first >= 1 && first <= MAX_DECIMAL_PRECISION && scale <= first
    return valid ? named(decimal(first, scale), 'numeric') : undefined
  }
  if (second !== undefined) return undefined
  if (name === 'float') return first >= 1 && first <= 24 ? named(FLOAT32, 'float4') : unmodified('float')
  const found = unmodified(name)
  if (name === 'varchar' || name === 'character varying') return { ...named(STRING, 'varchar'), length: first }
  const isTime = found !== undefined && ['time', 'timestamp', 'timestamptz'].includes(found.type.kind)
  return isTime ? { ...found, precision: digitsKept(first) } : undefined
}

function intervalNamed(fields: string | null, digits: string | undefined): NamedType {
  const precision = digits === undefined ? null : digitsKept(Number(digits))
  return { ...named(INTERVAL, 'interval'), range: { fields, precision } }
}

/** Null for six digits or more: all there are. */
function digitsKept(digits: number): number | null {
  return digits < 6 ? digits : null
}

function named(type: EngineType, internalName: string): NamedType {
  return { type, internalName, anyScale: false, length: null, precision: null, range: WHOLE_INTERVAL, element: null }
}
