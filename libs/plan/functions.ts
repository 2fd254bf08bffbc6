export { takesRowsInOrder } from './functions/aggregates.ts'
export {
  asKind,
  categoryOf,
  commonType,
  comparisonType,
  convertsExplicitly,
  convertsImplicitly,
  operandKind,
  typeConvertsExplicitly,
  typeConvertsImplicitly,
} from './functions/conversions.ts'
export { decimalOf, digitsOf, productType } from './functions/decimal-types.ts'
export { aggregateIsNullable, callIsNullable, isNullable } from './functions/nullability.ts'
export type { FunctionRecord, ParameterType, Signature } from './functions/record.ts'
export type { ArgumentType, Resolution } from './functions/resolve.ts'
export { resolveOverload } from './functions/resolve.ts'
export type { RowFunction } from './functions/sql-names.ts'
export {
  aggregateBySqlName,
  CLOCK_FUNCTIONS,
  rowsBySqlName,
  scalarBySqlName,
  sqlFunctionNames,
  volatileBySqlName,
  windowBySqlName,
} from './functions/sql-names.ts'
export {
  aggregateRecord,
  isAggregateFunction,
  isScalarFunction,
  isVolatileFunction,
  isWindowFunction,
  scalarRecord,
  tableFunctionRecord,
  windowRecord,
} from './functions/table.ts'
