import duckdb from '@duckdb/node-bindings'
import { type EngineType, type Field, typeName } from '#arrow'
import { QueryError, unreachable } from '#core'

/** Rows of a full data chunk (DuckDB's STANDARD_VECTOR_SIZE). */
export const CHUNK_ROWS = 2048

/** The DuckDB type that holds an engine type, as DDL. */
export function duckdbTypeName(type: EngineType): string {
  switch (type.kind) {
    case 'boolean':
      return 'BOOLEAN'
    case 'int16':
      return 'SMALLINT'
    case 'int32':
      return 'INTEGER'
    case 'int64':
      return 'BIGINT'
    case 'uint64':
      return 'UBIGINT'
    case 'float32':
      return 'FLOAT'
    case 'float64':
      return 'DOUBLE'
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`
    case 'string':
    case 'json':
    case 'uuid':
      return 'VARCHAR'
    case 'binary':
      return 'BLOB'
    case 'date':
      return 'DATE'
    case 'time':
      return 'TIME'
    case 'timestamp':
      return 'TIMESTAMP'
    case 'timestamptz':
      return 'TIMESTAMP WITH TIME ZONE'
    case 'interval':
      return 'INTERVAL'
    case 'array':
      return `${duckdbTypeName(type.element)}[]`
    default:
      return unreachable(type)
  }
}

function typeId(type: EngineType): duckdb.Type {
  switch (type.kind) {
    case 'boolean':
      return duckdb.Type.BOOLEAN
    case 'int16':
      return duckdb.Type.SMALLINT
    case 'int32':
      return duckdb.Type.INTEGER
    case 'int64':
      return duckdb.Type.BIGINT
    case 'uint64':
      return duckdb.Type.UBIGINT
    case 'float32':
      return duckdb.Type.FLOAT
    case 'float64':
      return duckdb.Type.DOUBLE
    case 'decimal':
      return duckdb.Type.DECIMAL
    case 'string':
    case 'json':
    case 'uuid':
      return duckdb.Type.VARCHAR
    case 'binary':
      return duckdb.Type.BLOB
    case 'date':
      return duckdb.Type.DATE
    case 'time':
      return duckdb.Type.TIME
    case 'timestamp':
      return duckdb.Type.TIMESTAMP
    case 'timestamptz':
      return duckdb.Type.TIMESTAMP_TZ
    case 'interval':
      return duckdb.Type.INTERVAL
    case 'array':
      return duckdb.Type.LIST
    default:
      return unreachable(type)
  }
}

/** The DuckDB type that holds an engine type, as the addon's handle. */
export function logicalType(type: EngineType): duckdb.LogicalType {
  if (type.kind === 'decimal') return duckdb.create_decimal_type(type.precision, type.scale)
  if (type.kind === 'array') return duckdb.create_list_type(logicalType(type.element))
  return duckdb.create_logical_type(typeId(type))
}

/** Bytes of one decimal in a vector: DuckDB stores them in int16, int32, int64 or hugeint, by precision. */
export function decimalWidth(precision: number): 2 | 4 | 8 | 16 {
  if (precision <= 4) return 2
  if (precision <= 9) return 4
  return precision <= 18 ? 8 : 16
}

/**
 * Checks that the columns DuckDB answers with are exactly the fields that were planned.
 * @throws QueryError INTERNAL naming the column, so that no value is ever read as another type
 */
export function checkResultTypes(result: duckdb.Result, fields: readonly Field[]): void {
  const count = duckdb.column_count(result)
  if (count !== fields.length) {
    throw new QueryError('INTERNAL', `The kernel answers with ${count} columns where ${fields.length} were planned.`)
  }
  fields.forEach((field, index) => {
    const actual = duckdb.column_logical_type(result, index)
    if (isType(actual, field.type)) return
    throw new QueryError(
      'INTERNAL',
      `Column "${field.name}" was planned as ${typeName(field.type)}, but the kernel computed ${nameOf(actual)}.`,
    )
  })
}

function isType(actual: duckdb.LogicalType, planned: EngineType): boolean {
  if (duckdb.get_type_id(actual) !== typeId(planned)) return false
  if (planned.kind === 'array') return isType(duckdb.list_type_child_type(actual), planned.element)
  if (planned.kind !== 'decimal') return true
  return duckdb.decimal_width(actual) === planned.precision && duckdb.decimal_scale(actual) === planned.scale
}

function nameOf(type: duckdb.LogicalType): string {
  const id = duckdb.get_type_id(type)
  if (id === duckdb.Type.LIST) return `${nameOf(duckdb.list_type_child_type(type))}[]`
  if (id !== duckdb.Type.DECIMAL) return duckdb.Type[id] ?? `type ${id}`
  return `DECIMAL(${duckdb.decimal_width(type)},${duckdb.decimal_scale(type)})`
}
