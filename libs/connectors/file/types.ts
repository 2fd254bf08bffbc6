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
  type PlainKind,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UINT64,
  UUID,
} from '#arrow'

/** How DuckDB's types are carried: the engine's type, and whether the view of the file casts the column to it. */
const TYPES: Readonly<Record<string, EngineType>> = {
  BOOLEAN: BOOLEAN,
  TINYINT: INT16,
  UTINYINT: INT16,
  SMALLINT: INT16,
  USMALLINT: INT32,
  INTEGER: INT32,
  UINTEGER: INT64,
  BIGINT: INT64,
  UBIGINT: UINT64,
  FLOAT: FLOAT32,
  DOUBLE: FLOAT64,
  VARCHAR: STRING,
  JSON: JSON_TYPE,
  UUID: UUID,
  BLOB: BINARY,
  DATE: DATE,
  TIME: TIME,
  TIMESTAMP: TIMESTAMP,
  TIMESTAMP_S: TIMESTAMP,
  TIMESTAMP_MS: TIMESTAMP,
  TIMESTAMP_NS: TIMESTAMP,
  'TIMESTAMP WITH TIME ZONE': TIMESTAMPTZ,
  INTERVAL: INTERVAL,
}

const DECIMAL = /^DECIMAL\((\d+),(\d+)\)$/

/** The engine type of a type as DESCRIBE prints it, or undefined (hugeint, lists, structs, maps, unions, bits, ...). */
export function fileType(name: string): EngineType | undefined {
  const exact = DECIMAL.exec(name)
  if (exact !== null) return decimal(Number(exact[1]), Number(exact[2]))
  if (name.startsWith('ENUM(') && !name.endsWith('[]')) return STRING
  return Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
}

/** As `fileType`, lists of values of these types included: Parquet says them exactly. */
export function parquetType(name: string): EngineType | undefined {
  const list = /^(.*)\[\]$/.exec(name)?.[1]
  if (list === undefined) return fileType(name)
  // Nanoseconds are checked in columns only.
  const element = list === 'TIMESTAMP_NS' ? undefined : fileType(list)
  return element === undefined ? undefined : arrayOf(element)
}

const NAMES: Readonly<Record<PlainKind, string>> = {
  boolean: 'BOOLEAN',
  int16: 'SMALLINT',
  int32: 'INTEGER',
  int64: 'BIGINT',
  uint64: 'UBIGINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  string: 'VARCHAR',
  json: 'VARCHAR',
  uuid: 'VARCHAR',
  binary: 'BLOB',
  date: 'DATE',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMP WITH TIME ZONE',
  interval: 'INTERVAL',
}

/** The one DuckDB type in which the engine computes with a type. */
export function duckdbName(type: EngineType): string {
  if (type.kind === 'array') return `${duckdbName(type.element)}[]`
  return type.kind === 'decimal' ? `DECIMAL(${type.precision},${type.scale})` : NAMES[type.kind]
}
