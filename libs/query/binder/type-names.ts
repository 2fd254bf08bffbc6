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
  MAX_DECIMAL_PRECISION,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UINT64,
  UUID,
} from '#arrow'

/** A type as CAST names it. */
export interface NamedType {
  readonly type: EngineType
  /** What PostgreSQL calls the type in column names: `int4`, `timestamptz`. */
  readonly internalName: string
  /** numeric without precision: the scale follows the value. */
  readonly anyScale: boolean
  /** varchar(n): an explicit cast cuts to n characters. */
  readonly length: number | null
  /** The last field of `interval day to hour`. */
  readonly intervalField: string | null
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
  ['uuid', [UUID, 'uuid']],
])

const INTERVAL_FIELD = /^interval (?:(?:year|month|day|hour|minute) to )?(year|month|day|hour|minute|second)$/

/** A type name of SQL, or the engine's own name of a type; undefined for a type the engine does not have. */
export function parseTypeName(text: string): NamedType | undefined {
  const name = text
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),]) ?/g, '$1')
    .trim()
  const field = INTERVAL_FIELD.exec(name)?.[1]
  if (field !== undefined) return { ...named(INTERVAL, 'interval'), intervalField: field }
  const modified = /^([a-z_ 0-9]+)\((\d+)(?:,(\d+))?\)(.*)$/.exec(name)
  if (modified === null) return unmodified(name)
  const [, base = '', first = '', second, rest = ''] = modified
  return withModifier(`${base}${rest === '' ? '' : ` ${rest.trim()}`}`, Number(first), second)
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
  // The engine's times have six digits; fewer would have to be rounded, which no source does alike.
  const isTime = found !== undefined && ['time', 'timestamp', 'timestamptz', 'interval'].includes(found.type.kind)
  return isTime && first === 6 ? found : undefined
}

function named(type: EngineType, internalName: string): NamedType {
  return { type, internalName, anyScale: false, length: null, intervalField: null }
}
