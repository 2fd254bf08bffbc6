import {
  arrayOf,
  BINARY,
  BOOLEAN,
  decimal,
  type EngineType,
  FLOAT64,
  INT32,
  INT64,
  INTERVAL,
  JSON_TYPE,
  JSONB,
  MAX_DECIMAL_PRECISION,
  STRING,
} from '#arrow'
import { type Expression, typeOf } from '../expression.ts'
import type { AggregateFunction } from '../function-names.ts'
import { averageType } from './decimal-types.ts'
import {
  type FunctionRecord,
  NULL_VALUE_NOT_ALLOWED,
  NUMERIC_VALUE_OUT_OF_RANGE,
  type ParameterType,
  type Signature,
  signature,
  signatureWithOptional,
  variadicSignature,
} from './record.ts'

const sameAsFirst = (args: readonly Expression[]): EngineType => (args[0] === undefined ? STRING : typeOf(args[0]))

/** sum of decimal(p,s) keeps the scale and gets all the digits there are. */
function decimalSum(args: readonly Expression[]): EngineType {
  const type = sameAsFirst(args)
  return decimal(MAX_DECIMAL_PRECISION, type.kind === 'decimal' ? type.scale : 0)
}

const ORDERED: readonly ParameterType[] = [
  'int16',
  'int32',
  'int64',
  'uint64',
  'float32',
  'float64',
  'decimal',
  'string',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'interval',
  'array',
  'binary',
]

const extremes: readonly Signature[] = ORDERED.map((kind) => signature([kind], sameAsFirst))
const NUMBERS = ['int16', 'int32', 'int64', 'decimal', 'float32', 'float64'] as const
/** PostgreSQL answers numeric for integers and decimals; ours is float64, of the exact sums where they are exact. */
const toFloat: readonly Signature[] = NUMBERS.map((kind) => signature([kind], FLOAT64))
/** Of exact numbers the exact sum divided by the count, a decimal. */
const averages: readonly Signature[] = NUMBERS.map((kind) =>
  signature([kind], (args) => averageType(sameAsFirst(args))),
)
const pairs = [signature(['float64', 'float64'], FLOAT64)]
const bits: readonly Signature[] = (['int16', 'int32', 'int64'] as const).map((kind) => signature([kind], sameAsFirst))
const truth = [signature(['boolean'], BOOLEAN)]

function aggregate(signatures: readonly Signature[], raises: readonly string[] = []): FunctionRecord {
  return { signatures, nulls: 'called', volatility: 'immutable', raises, settledBy: [], givesNull: true }
}

const IN_ORDER: ReadonlySet<AggregateFunction> = new Set<AggregateFunction>([
  'string_agg',
  'array_agg',
  'json_agg',
  'jsonb_agg',
  'json_object_agg',
])

/** Whether the order of its rows changes what the aggregate answers. */
export function takesRowsInOrder(aggregate: AggregateFunction): boolean {
  return IN_ORDER.has(aggregate)
}

/** Aggregates. NULL inputs are left out by all but those that make arrays and JSON; of no input count is 0 and every other aggregate NULL. */
export const AGGREGATES: Readonly<Record<AggregateFunction, FunctionRecord>> = {
  count: { ...aggregate([signatureWithOptional(['any'], 1, INT64)]), givesNull: false },
  sum: aggregate(
    [
      signature(['int16'], INT64),
      signature(['int32'], INT64),
      signature(['int64'], decimal(MAX_DECIMAL_PRECISION, 0)),
      signature(['decimal'], decimalSum),
      signature(['float32'], sameAsFirst),
      signature(['float64'], FLOAT64),
      signature(['interval'], INTERVAL),
    ],
    [NUMERIC_VALUE_OUT_OF_RANGE],
  ),
  avg: aggregate([...averages, signature(['interval'], INTERVAL)], [NUMERIC_VALUE_OUT_OF_RANGE]),
  min: aggregate(extremes),
  max: aggregate(extremes),
  bool_and: aggregate(truth),
  bool_or: aggregate(truth),
  string_agg: aggregate([signature(['string', 'string'], STRING), signature(['binary', 'binary'], BINARY)]),
  /** NULL inputs are kept. */
  array_agg: aggregate([signature(['any'], (args) => arrayOf(sameAsFirst(args)))]),
  /** NULL inputs are kept, as null. */
  json_agg: aggregate([signature(['any'], JSON_TYPE)]),
  jsonb_agg: aggregate([signature(['any'], JSONB)]),
  json_object_agg: aggregate([signature(['any', 'any'], JSON_TYPE)], [NULL_VALUE_NOT_ALLOWED]),
  stddev_samp: aggregate(toFloat, [NUMERIC_VALUE_OUT_OF_RANGE]),
  stddev_pop: aggregate(toFloat, [NUMERIC_VALUE_OUT_OF_RANGE]),
  var_samp: aggregate(toFloat, [NUMERIC_VALUE_OUT_OF_RANGE]),
  var_pop: aggregate(toFloat, [NUMERIC_VALUE_OUT_OF_RANGE]),
  any_value: aggregate([signature(['any'], sameAsFirst)]),
  bit_and: aggregate(bits),
  bit_or: aggregate(bits),
  bit_xor: aggregate(bits),
  corr: aggregate(pairs, [NUMERIC_VALUE_OUT_OF_RANGE]),
  covar_samp: aggregate(pairs, [NUMERIC_VALUE_OUT_OF_RANGE]),
  covar_pop: aggregate(pairs, [NUMERIC_VALUE_OUT_OF_RANGE]),
  regr_count: { ...aggregate([signature(['float64', 'float64'], INT64)]), givesNull: false },
  regr_avgx: aggregate(pairs, [NUMERIC_VALUE_OUT_OF_RANGE]),
  regr_avgy: aggregate(pairs, [NUMERIC_VALUE_OUT_OF_RANGE]),
  regr_sxx: aggregate(pairs, [NUMERIC_VALUE_OUT_OF_RANGE]),
  regr_syy: aggregate(pairs, [NUMERIC_VALUE_OUT_OF_RANGE]),
  regr_sxy: aggregate(pairs, [NUMERIC_VALUE_OUT_OF_RANGE]),
  regr_slope: aggregate(pairs, [NUMERIC_VALUE_OUT_OF_RANGE]),
  regr_intercept: aggregate(pairs, [NUMERIC_VALUE_OUT_OF_RANGE]),
  regr_r2: aggregate(pairs, [NUMERIC_VALUE_OUT_OF_RANGE]),
  // Ordered sets: the value is the one key of `orderBy`, the arguments are what stands before WITHIN GROUP.
  percentile_cont: aggregate([signature(['float64'], FLOAT64), signature(['float64'], INTERVAL)]),
  percentile_disc: aggregate([signature(['float64'], STRING)]),
  mode: aggregate([signature([], STRING)]),
  /** Which of its group keys a row is not grouped by, as the bits of a number. */
  grouping: { ...aggregate([variadicSignature(['any'], INT32)]), givesNull: false },
}
