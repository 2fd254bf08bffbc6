export type { EngineType, Field, TypeKind } from './engine-type.ts'
export {
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  INTERVAL,
  isFloat,
  isInteger,
  isNumeric,
  JSON_TYPE,
  MAX_DECIMAL_PRECISION,
  STRING,
  sameType,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  typeName,
  UINT64,
  UUID,
} from './engine-type.ts'
export { decodeBatches, encodeBatch } from './ipc.ts'
export { INTERVAL_BYTES, MAX_INT64_DECIMAL_PRECISION, physicalType } from './physical-type.ts'
export { arrowSchema, fieldsOfSchema, TYPE_METADATA_KEY } from './schema.ts'
