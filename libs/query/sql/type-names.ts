import type { Node, TypeName } from 'libpg-query'
import { identifiers, locationOf } from './ast.ts'
import { plainScalar } from './constants.ts'
import type { Conversion } from './conversion.ts'

/** PostgreSQL's internal names of the types that SQL spells otherwise. */
const SQL_NAMES: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  timestamptz: 'timestamp with time zone',
  timetz: 'time with time zone',
  char: '"char"',
}

/** Names that mean another type when they are not quoted. */
const KEYWORDS = new Set(
  'bigint bit boolean character dec decimal double float int integer nchar national real smallint'.split(' '),
)

/** A type name as SQL writes it: `numeric(10,2)`, `timestamp(3) with time zone`, `integer[]`. */
export function typeName(conversion: Conversion, type: TypeName): string {
  if (type.setof || type.pct_type) conversion.refuse('SETOF and %TYPE are not supported; name the type.', type.location)
  return baseName(conversion, type) + (type.arrayBounds ?? []).map(() => '[]').join('')
}

function baseName(conversion: Conversion, type: TypeName): string {
  const parts = identifiers(type.names)
  const inCatalog = parts.length === 2 && parts[0] === 'pg_catalog'
  if (parts.length > 1 && !inCatalog) return parts.map(quoted).join('.')
  const name = parts.at(-1) ?? ''
  const modifiers = (type.typmods ?? []).map((node) => modifier(conversion, node))
  // Only the keyword gives int4 and the like; a quoted "integer" is the name of no type.
  if (!inCatalog && KEYWORDS.has(name)) return `"${name}"`
  if (name === 'interval') return intervalName(conversion, type, modifiers)
  if (name === 'bpchar' && modifiers.length > 0) return `char(${modifiers.join(',')})`
  const sqlName = Object.hasOwn(SQL_NAMES, name) ? (SQL_NAMES[name] ?? name) : quoted(name)
  if (modifiers.length === 0) return sqlName
  const [word = '', ...rest] = name === 'timestamptz' || name === 'timetz' ? sqlName.split(' ') : [sqlName]
  return [`${word}(${modifiers.join(',')})`, ...rest].join(' ')
}

function modifier(conversion: Conversion, node: Node): string | number {
  const value = plainScalar(node)
  if (typeof value === 'number') return value
  return conversion.refuse('A type modifier must be a whole number, as in numeric(10,2).', locationOf(node))
}

/** The fields of an interval type as bits: 1 shifted by MONTH 1, YEAR 2, DAY 3, HOUR 10, MINUTE 11, SECOND 12 (datetime.h). */
const INTERVAL_FIELDS: ReadonlyMap<number, string> = new Map([
  [0x4, 'year'],
  [0x2, 'month'],
  [0x8, 'day'],
  [0x400, 'hour'],
  [0x800, 'minute'],
  [0x1000, 'second'],
  [0x6, 'year to month'],
  [0x408, 'day to hour'],
  [0xc08, 'day to minute'],
  [0x1c08, 'day to second'],
  [0xc00, 'hour to minute'],
  [0x1c00, 'hour to second'],
  [0x1800, 'minute to second'],
])
const FULL_RANGE = 0x7fff

function intervalName(conversion: Conversion, type: TypeName, modifiers: readonly (string | number)[]): string {
  const [fields, precision] = modifiers
  const digits = precision === undefined ? '' : `(${precision})`
  if (fields === undefined || fields === FULL_RANGE) return `interval${digits}`
  const names = typeof fields === 'number' ? INTERVAL_FIELDS.get(fields) : undefined
  if (names === undefined) return conversion.refuse('These interval fields are not supported.', type.location)
  return `interval ${names}${digits}`
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}
