import mysql, { type TypedParameterValue } from 'mysql2'
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
  JSON_TYPE,
  MAX_DECIMAL_PRECISION,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UINT64,
  UUID,
} from '#arrow'
import { QueryError } from '#core'
import type { Literal } from '#plan'

/** A signed type and its unsigned sibling by information_schema.columns.data_type. Any type not here is unsupported. */
export const TYPES: Readonly<Record<string, { readonly signed: EngineType; readonly unsigned?: EngineType }>> = {
  tinyint: { signed: INT16 },
  smallint: { signed: INT16, unsigned: INT32 },
  mediumint: { signed: INT32 },
  int: { signed: INT32, unsigned: INT64 },
  bigint: { signed: INT64, unsigned: UINT64 },
  year: { signed: INT16 },
  float: { signed: FLOAT32 },
  double: { signed: FLOAT64 },
  char: { signed: STRING },
  varchar: { signed: STRING },
  tinytext: { signed: STRING },
  text: { signed: STRING },
  mediumtext: { signed: STRING },
  longtext: { signed: STRING },
  enum: { signed: STRING },
  set: { signed: STRING },
  binary: { signed: BINARY },
  varbinary: { signed: BINARY },
  tinyblob: { signed: BINARY },
  blob: { signed: BINARY },
  mediumblob: { signed: BINARY },
  longblob: { signed: BINARY },
  date: { signed: DATE },
  datetime: { signed: TIMESTAMP },
  timestamp: { signed: TIMESTAMPTZ },
  time: { signed: TIME },
  json: { signed: JSON_TYPE },
  uuid: { signed: UUID },
}

/** A lazy property of the driver, which a named import does not see. */
const { TypedParameter } = mysql

const DECIMAL = /^decimal\((\d+),(\d+)\)/
const BIT = /^bit\((\d+)\)/

/** The engine type of a column, or undefined. tinyint(1) is an integer: 2 and -1 are legal in it. */
export function mysqlType(dataType: string, columnType: string): EngineType | undefined {
  const bit = BIT.exec(columnType)
  if (bit !== null) return bit[1] === '1' ? BOOLEAN : UINT64
  const exact = DECIMAL.exec(columnType)
  if (exact !== null) {
    const [precision, scale] = [Number(exact[1]), Number(exact[2])]
    return precision <= MAX_DECIMAL_PRECISION ? decimal(precision, scale) : undefined
  }
  if (!Object.hasOwn(TYPES, dataType)) return undefined
  const entry = TYPES[dataType]
  return columnType.includes('unsigned') ? (entry?.unsigned ?? entry?.signed) : entry?.signed
}

/**
 * A constant as a parameter of its own type: an untyped one would be compared as text or as a double. Dates and times
 * go as text, which MySQL takes as constants of their type: the driver's own binding would pass through a JS Date.
 * @throws QueryError UNSUPPORTED for an interval, which MySQL has no value of
 */
export function boundParameter({ type, value }: Literal): TypedParameterValue | null {
  if (value === null) return null
  switch (type.kind) {
    case 'boolean':
      return TypedParameter.TINYINT(value === 'true' ? 1 : 0)
    case 'int16':
    case 'int32':
    case 'int64':
      return TypedParameter.BIGINT(BigInt(value))
    case 'uint64':
      return TypedParameter.BIGINT.unsigned(BigInt(value))
    case 'float32':
    case 'float64':
      return TypedParameter.DOUBLE(Number(value))
    case 'decimal':
      return TypedParameter.DECIMAL(value)
    case 'binary':
      return TypedParameter.BLOB(Buffer.from(value, 'hex'))
    case 'interval':
      throw new QueryError('UNSUPPORTED', 'MySQL takes no interval as a parameter.')
    default:
      return TypedParameter.VARCHAR(value)
  }
}
