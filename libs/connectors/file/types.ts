import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import {
  BINARY,
  BOOLEAN,
  type ColumnBuilder,
  DATE,
  decimal,
  type EngineType,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  INTERVAL,
  IntervalColumn,
  isFloat,
  isInteger,
  JSON_TYPE,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  type TypeKind,
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

const NAMES: Readonly<Record<Exclude<EngineType['kind'], 'decimal'>, string>> = {
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
  return type.kind === 'decimal' ? `DECIMAL(${type.precision},${type.scale})` : NAMES[type.kind]
}

/**
 * Appends a value as the binding reads it from a vector.
 * @throws QueryError DATA_ERROR when it is outside the engine's range, or of another type than planned
 */
export function appendFileValue(column: ColumnBuilder, value: DuckDBValue): void {
  if (value === null) column.appendNull()
  else if (typeof value === 'object') appendObject(column, value)
  else if (typeof value === 'string' && TEXTS.has(column.field.type.kind)) column.appendText(value)
  else if (typeof value === 'boolean' && column.field.type.kind === 'boolean') column.appendInteger(value ? 1 : 0)
  else if (typeof value === 'number' && isFloat(column.field.type)) column.appendFloat(value)
  else if ((typeof value === 'number' || typeof value === 'bigint') && isInteger(column.field.type))
    column.appendInteger(value)
  else throw column.misfit(String(value))
}

const TEXTS: ReadonlySet<TypeKind> = new Set(['string', 'json', 'uuid'])
const MOMENTS: ReadonlySet<TypeKind> = new Set(['time', 'timestamp', 'timestamptz'])

function appendObject(column: ColumnBuilder, value: object): void {
  const { type } = column.field
  if (type.kind === 'decimal' && value instanceof DuckDBDecimalValue && value.scale === type.scale) {
    column.appendInteger(value.value)
  } else if (type.kind === 'date' && value instanceof DuckDBDateValue) column.appendInteger(value.days)
  else if (MOMENTS.has(type.kind) && isMoment(value)) column.appendInteger(value.micros)
  else if (column instanceof IntervalColumn && value instanceof DuckDBIntervalValue) {
    column.appendInterval(value.months, value.days, value.micros)
  } else if (type.kind === 'binary' && value instanceof DuckDBBlobValue) column.appendBytes(value.bytes)
  else throw column.misfit(String(value))
}

function isMoment(value: object): value is DuckDBTimeValue | DuckDBTimestampValue | DuckDBTimestampTZValue {
  return (
    value instanceof DuckDBTimeValue || value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue
  )
}

/** True when a result column is of the planned type exactly; a decimal of another scale would be read wrongly. */
export function isPlanned(actual: DuckDBType, planned: EngineType): boolean {
  return actual.toString() === duckdbName(planned)
}
