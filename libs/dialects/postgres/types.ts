import { type EngineType, isInteger } from '#arrow'
import { unreachable } from '#core'
import { type Sql, sql } from '../base/sql.ts'

/** PostgreSQL's name of a type; undefined for uint64, which it has not. */
export function typeName(type: EngineType): string | undefined {
  switch (type.kind) {
    case 'boolean':
    case 'date':
    case 'interval':
    case 'uuid':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return type.kind
    case 'json':
      return type.normalized === true ? 'jsonb' : 'json'
    case 'int16':
      return 'smallint'
    case 'int32':
      return 'integer'
    case 'int64':
      return 'bigint'
    case 'uint64':
      return 'numeric(20,0)'
    case 'float32':
      return 'real'
    case 'float64':
      return 'double precision'
    case 'decimal':
      return `numeric(${type.precision},${type.scale})`
    case 'string':
      return 'text'
    case 'binary':
      return 'bytea'
    case 'array': {
      const element = type.element.kind === 'uint64' ? undefined : typeName(type.element)
      return element === undefined ? undefined : `${element}[]`
    }
    default:
      return unreachable(type)
  }
}

/** Kinds whose text form, or whose reading from text, follows a setting of the session (DateStyle, bytea_output). */
const SETTING_DEPENDENT: ReadonlySet<EngineType['kind']> = new Set([
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'interval',
  'float32',
  'float64',
  'binary',
])

type Cast = (value: Sql, from: EngineType, to: EngineType) => Sql | undefined

/** The casts of a server of this version. */
export function castOf(major: number): Cast {
  if (major >= 18) return cast
  return major >= 16 ? castBefore18 : castBefore16
}

/** A cast PostgreSQL does itself, unless its answer hangs on a setting that is not ours; arrays as their elements. */
function cast(value: Sql, from: EngineType, to: EngineType): Sql | undefined {
  if (from.kind === 'array' || to.kind === 'array') {
    const element = cast(value, scalarOf(from), scalarOf(to))
    const name = typeName(to)
    return element === undefined || name === undefined ? undefined : sql`CAST(${value} AS ${name})`
  }
  if (from.kind === 'uint64' || to.kind === 'uint64') return undefined
  const text = from.kind === 'string' || to.kind === 'string'
  if (text && (SETTING_DEPENDENT.has(from.kind) || SETTING_DEPENDENT.has(to.kind))) return undefined
  if (to.kind === 'json' || (from.kind === 'json' && (text || from.normalized !== true))) return undefined
  const name = typeName(to)
  return name === undefined ? undefined : sql`CAST(${value} AS ${name})`
}

/** The same of a server before version 18, which makes an error, not NULL, of jsonb's null. */
function castBefore18(value: Sql, from: EngineType, to: EngineType): Sql | undefined {
  if (scalarOf(from).kind !== 'json') return cast(value, from, to)
  return from.kind === 'json' ? cast(sql`NULLIF(${value}, CAST('null' AS jsonb))`, from, to) : undefined
}

/** The same of a server before version 16, which reads no number of the form `0x1F` or `1_000` from text. */
function castBefore16(value: Sql, from: EngineType, to: EngineType): Sql | undefined {
  const target = scalarOf(to)
  const readsNumber = scalarOf(from).kind === 'string' && (isInteger(target) || target.kind === 'decimal')
  return readsNumber ? undefined : castBefore18(value, from, to)
}

function scalarOf(type: EngineType): EngineType {
  return type.kind === 'array' ? type.element : type
}

/** True when comparing the narrower column gives what comparing the wider would: an index on it stays of use. */
export function widensLosslessly(native: EngineType, wide: EngineType): boolean {
  if (isInteger(native) && isInteger(wide)) return native.kind !== 'uint64' && wide.kind !== 'uint64'
  if (native.kind === 'decimal' && wide.kind === 'decimal') return native.scale <= wide.scale
  if (isInteger(native) && wide.kind === 'decimal') return native.kind !== 'uint64'
  return native.kind === 'float32' && wide.kind === 'float64'
}
