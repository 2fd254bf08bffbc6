/** The types a value can have anywhere in the engine. PostgreSQL's, as far as Arrow can carry them. */
export type EngineType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'int16' }
  | { readonly kind: 'int32' }
  | { readonly kind: 'int64' }
  | { readonly kind: 'uint64' }
  | { readonly kind: 'float32' }
  | { readonly kind: 'float64' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'string' }
  | { readonly kind: 'binary' }
  | { readonly kind: 'date' }
  | { readonly kind: 'time' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'timestamptz' }
  | { readonly kind: 'interval' }
  | JsonType
  | { readonly kind: 'uuid' }
  | ArrayType

/** A list of values of one scalar type, any of which may be NULL; positions count from 1. */
export interface ArrayType {
  readonly kind: 'array'
  readonly element: EngineType
}

/** JSON as it was written, or normalised as PostgreSQL's jsonb is. */
export interface JsonType {
  readonly kind: 'json'
  readonly normalized?: true
}

export type TypeKind = EngineType['kind']

/** The kinds of types that are no arrays. */
export type ScalarKind = Exclude<TypeKind, 'array'>

/** The kinds of types that are told by their kind alone. */
export type PlainKind = Exclude<ScalarKind, 'decimal'>

/** A named column of a result, a fragment or a table. */
export interface Field {
  readonly name: string
  readonly type: EngineType
  readonly nullable: boolean
}

/** The largest precision a decimal may have (Arrow decimal128, DuckDB). */
export const MAX_DECIMAL_PRECISION = 38

export const BOOLEAN: EngineType = Object.freeze({ kind: 'boolean' })
export const INT16: EngineType = Object.freeze({ kind: 'int16' })
export const INT32: EngineType = Object.freeze({ kind: 'int32' })
export const INT64: EngineType = Object.freeze({ kind: 'int64' })
export const UINT64: EngineType = Object.freeze({ kind: 'uint64' })
export const FLOAT32: EngineType = Object.freeze({ kind: 'float32' })
export const FLOAT64: EngineType = Object.freeze({ kind: 'float64' })
export const STRING: EngineType = Object.freeze({ kind: 'string' })
export const BINARY: EngineType = Object.freeze({ kind: 'binary' })
export const DATE: EngineType = Object.freeze({ kind: 'date' })
export const TIME: EngineType = Object.freeze({ kind: 'time' })
export const TIMESTAMP: EngineType = Object.freeze({ kind: 'timestamp' })
export const TIMESTAMPTZ: EngineType = Object.freeze({ kind: 'timestamptz' })
export const INTERVAL: EngineType = Object.freeze({ kind: 'interval' })
export const JSON_TYPE: EngineType = Object.freeze({ kind: 'json' })
export const UUID: EngineType = Object.freeze({ kind: 'uuid' })

/** decimal(precision, scale); 1 <= precision <= 38, 0 <= scale <= precision. */
export function decimal(precision: number, scale: number): EngineType {
  return { kind: 'decimal', precision, scale }
}

/** jsonb: JSON whose spaces, keys and numbers are brought to one form, so that it can be compared. */
export const JSONB: JsonType = Object.freeze({ kind: 'json', normalized: true })

/** The type of arrays of this type. */
export function arrayOf(element: EngineType): ArrayType {
  return { kind: 'array', element }
}

/** True when both are the same type, decimal precision and scale included. */
export function sameType(a: EngineType, b: EngineType): boolean {
  if (a.kind === 'decimal' && b.kind === 'decimal') return a.precision === b.precision && a.scale === b.scale
  if (a.kind === 'array' && b.kind === 'array') return sameType(a.element, b.element)
  if (a.kind === 'json' && b.kind === 'json') return a.normalized === b.normalized
  return a.kind === b.kind
}

/** The type as users read it in schemas, explain and errors: `int64`, `decimal(15,2)`, `int32[]`. */
export function typeName(type: EngineType): string {
  if (type.kind === 'array') return `${typeName(type.element)}[]`
  return type.kind === 'decimal' ? `decimal(${type.precision},${type.scale})` : type.kind
}

const INTEGER_KINDS: ReadonlySet<TypeKind> = new Set(['int16', 'int32', 'int64', 'uint64'])

/** True for int16, int32, int64 and uint64. */
export function isInteger(type: EngineType): boolean {
  return INTEGER_KINDS.has(type.kind)
}

/** True for float32 and float64. */
export function isFloat(type: EngineType): boolean {
  return type.kind === 'float32' || type.kind === 'float64'
}

/** True for integers, decimals and floats. */
export function isNumeric(type: EngineType): boolean {
  return isInteger(type) || isFloat(type) || type.kind === 'decimal'
}
