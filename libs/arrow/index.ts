export type { ListEntries } from './array-column.ts'
export { arrayColumn } from './array-column.ts'
export type { ArraySink } from './array-sink.ts'
export { readArrayText, writeArrayText } from './array-text.ts'
export { BatchBuilder } from './batch-builder.ts'
export type { ColumnBuilder } from './batch-builder-column.ts'
export { unscaledDecimal } from './batch-builder-decimals.ts'
export { IntervalColumn } from './batch-builder-times.ts'
export type { BatchLimits, BatchTaker, Sink } from './batch-sink.ts'
export { BatchSink } from './batch-sink.ts'
export { BytesSink } from './bytes-sink.ts'
export type { CivilDate } from './civil-date.ts'
export { civilFromDays, daysFromCivil } from './civil-date.ts'
export type { ColumnBuffers } from './column-data.ts'
export { batchOf, columnData, dataOfColumn, listData } from './column-data.ts'
export { ConvertedSink } from './converted-sink.ts'
export type { ArrayType, EngineType, Field, PlainKind, ScalarKind, TypeKind } from './engine-type.ts'
export {
  arrayOf,
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
  JSONB,
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
export { BooleanSink, Int64Sink, NumberSink } from './fixed-sinks.ts'
export type { IntegerRange } from './integer-range.ts'
export { INFINITE_DAYS, INFINITE_MICROS, integerRange } from './integer-range.ts'
export { decodeBatches, encodeBatch, encodeBatchParts, type IpcParts, ipcBytes, joinParts } from './ipc.ts'
export type { PhysicalColumn } from './physical-column.ts'
export { fixedWidth, isBitSet, physicalColumns } from './physical-column.ts'
export { INTERVAL_BYTES, listOf, MAX_INT64_DECIMAL_PRECISION, physicalType } from './physical-type.ts'
export { arrowSchema, fieldsOfSchema, TYPE_METADATA_KEY } from './schema.ts'
export { SpareBuffers } from './spare-buffers.ts'
export type { IntervalSink } from './wide-sinks.ts'
export { Int128Sink } from './wide-sinks.ts'
