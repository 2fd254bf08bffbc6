export type { EngineValue } from './formats/engine-values.ts'
export { toDicts, valueReader } from './formats/engine-values.ts'
export type { FormatOptions, StreamFormat } from './formats/format-result.ts'
export { formatResult, MEDIA_TYPES, STREAM_FORMATS } from './formats/format-result.ts'
export type { RowPage } from './formats/json-page.ts'
export { readRows } from './formats/json-page.ts'
export type { JsonNumbers } from './formats/json-value.ts'
export type { ParquetWriter } from './formats/parquet.ts'
export type { ColumnBatch, StoredRows } from './formats/stored-rows.ts'
export { allBatches, columnBatches, storedRows } from './formats/stored-rows.ts'
export type {
  AppliedFilter,
  FragmentStatistics,
  Manifest,
  QueryProgress,
  QueryState,
  QueryStatistics,
  ResultPart,
  Submission,
} from './manifest.ts'
export { FINAL_STATES } from './manifest.ts'
export { partPrefix } from './part-prefix.ts'
export { planActuals } from './plan-actuals.ts'
export type { ManifestFilter, ManifestPage, PartStore, ResultStore } from './port.ts'
