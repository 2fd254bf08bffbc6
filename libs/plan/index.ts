export type { Catalog, TableName } from './catalog.ts'
export type { ColumnId } from './column-id.ts'
export { type ConnectionConsistency, connectionConsistency, type StatementsOf } from './consistency.ts'
export {
  type DistributedPlan,
  type Fragment,
  fetchesOf,
  type NotPushed,
  type SharedSnapshot,
  type SplitStatement,
} from './distributed-plan.ts'
export type { DynamicFilter, DynamicFilters, FilteringJoin, KeyKind } from './dynamic-filter.ts'
export { equal } from './equal.ts'
export type {
  ExplainedFilter,
  ExplainedFragment,
  ExplainedParameter,
  ExplainedPlan,
  ExplainedResidual,
  FilterActuals,
  FragmentActuals,
  PlanActuals,
  ResidualActuals,
} from './explain.ts'
export { explainJson } from './explain.ts'
export { explainText } from './explain-text.ts'
export type {
  AggregateCall,
  Case,
  Cast,
  ColumnReference,
  Expression,
  FrameBound,
  FunctionCall,
  InList,
  Literal,
  SortKey,
  SubqueryExpression,
  WindowCall,
  WindowFrame,
} from './expression.ts'
export { typeOf } from './expression.ts'
export type {
  AggregateFunction,
  ScalarFunction,
  TableFunctionName,
  VolatileFunction,
  WindowFunction,
} from './function-names.ts'
export { AGGREGATE_FUNCTIONS, SCALAR_FUNCTIONS, WINDOW_FUNCTIONS } from './function-names.ts'
export type { ArgumentType, FunctionRecord, ParameterType, Resolution, RowFunction, Signature } from './functions.ts'
export {
  aggregateBySqlName,
  aggregateIsNullable,
  aggregateRecord,
  asKind,
  CLOCK_FUNCTIONS,
  callIsNullable,
  categoryOf,
  commonType,
  comparisonType,
  convertsExplicitly,
  convertsImplicitly,
  decimalOf,
  digitsOf,
  isAggregateFunction,
  isNullable,
  isScalarFunction,
  isVolatileFunction,
  isWindowFunction,
  operandKind,
  productType,
  resolveOverload,
  rowsBySqlName,
  scalarBySqlName,
  scalarRecord,
  sqlFunctionNames,
  tableFunctionRecord,
  takesRowsInOrder,
  typeConvertsExplicitly,
  typeConvertsImplicitly,
  volatileBySqlName,
  windowBySqlName,
  windowRecord,
} from './functions.ts'
export type {
  Aggregate,
  CteReference,
  Filter,
  Join,
  JoinType,
  LateralJoin,
  Limit,
  NamedAggregate,
  NamedExpression,
  NamedWindow,
  OutputColumn,
  PlanNode,
  Project,
  RecursiveWith,
  RemoteQuery,
  Scan,
  SetOperation,
  Sort,
  TableCall,
  TableFunction,
  Values,
  Window,
  With,
} from './node.ts'
export { mapChildren, outputColumns } from './node-columns.ts'
export type { NumberFormat } from './number-format.ts'
export { parseNumberFormat } from './number-format.ts'
export type { DividedFragment, Partitioning } from './partitioning.ts'
export type { Pushdown, Refusal, RefusalCode, RenderedQuery } from './pushdown.ts'
export { isRefusal } from './pushdown.ts'
export { readsColumns, readsCommonTables } from './reads-columns.ts'
export type { Residual } from './residual.ts'
export { type ResultOrder, resultOrder } from './result-order.ts'
export type { SourceCosts } from './source-costs.ts'
export type {
  FilterKeys,
  KeyCondition,
  KeyConstant,
  KeyForm,
  KeyPlace,
  KeySlot,
  PlaceholderStyle,
  Statement,
  StatementTemplate,
} from './statement-template.ts'
export { fillTemplate, keyForms, writeStatement } from './statement-template.ts'
export type { ColumnStatistics, CommonValue, TableIndex, TableStatistics } from './statistics.ts'
export { leadsIndex, UNKNOWN_COLUMN } from './statistics.ts'
export type {
  ScanColumn,
  TableColumn,
  TableDescription,
  TablePart,
  TableRef,
  TableSplitting,
  TextComparison,
} from './table.ts'
export { argumentColumns, childExpressions, columnsOf, hasSubquery, mapExpression } from './traverse.ts'
export { isVolatile, isVolatileCall } from './volatile.ts'
export type { ZoneText } from './zone.ts'
export { fixedOffset, offsetZone } from './zone.ts'
