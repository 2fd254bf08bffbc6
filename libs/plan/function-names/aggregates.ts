/** Aggregates. `count` without arguments is COUNT(*). */
export const AGGREGATE_FUNCTIONS = [
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'bool_and',
  'bool_or',
  'string_agg',
  'array_agg',
  'stddev_samp',
  'stddev_pop',
  'var_samp',
  'var_pop',
] as const
