import type { EngineType } from '#arrow'
import { unreachable } from '#core'

/** DuckDB's name of a type, as kernels land it: uuid and json are VARCHAR, decimals real ones. */
export function typeName(type: EngineType): string {
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
      return `${typeName(type.element)}[]`
    default:
      return unreachable(type)
  }
}
