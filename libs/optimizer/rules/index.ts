import { decorrelateScalars } from './decorrelate-scalars.ts'
import { factorDisjunctions } from './factor-disjunctions.ts'
import { foldConstants } from './fold-constants.ts'
import { inferFilters } from './infer-filters.ts'
import { inferFromDisjunctions } from './infer-from-disjunctions.ts'
import { inlineWith } from './inline-with.ts'
import { pruneColumns } from './prune-columns.ts'
import { pushFilters } from './push-filters.ts'
import { pushLimits } from './push-limits.ts'
import { reorderJoins } from './reorder-joins.ts'
import type { Rule } from './rule.ts'
import { settleOuterJoins } from './settle-outer-joins.ts'
import { sinkSemiJoins } from './sink-semi-joins.ts'
import { unnestLateral } from './unnest-lateral.ts'
import { unnestSubqueries } from './unnest-subqueries.ts'

/** The rules of an optimised query, in the order they run. */
export const RULES: readonly Rule[] = [
  // First, so that all rules after it see through a WITH that is used once.
  inlineWith,
  // Before all that knows ordinary joins only.
  unnestLateral,
  // Before filters move: what is settled need not move.
  foldConstants,
  // Before filters move: a common factor of an OR moves by itself.
  factorDisjunctions,
  // Before subqueries become joins: it makes filters of some.
  settleOuterJoins,
  // Before filters move: conditions on the query around a subquery still stand together.
  unnestSubqueries,
  // After IN and EXISTS, which need no groups, and for the same reason.
  decorrelateScalars,
  // Before inference: facts are read from the sides of a join.
  pushFilters,
  // Between two pushes: both add filters just above a join's sides.
  inferFilters,
  inferFromDisjunctions,
  pushFilters,
  // Again: a filter moved through a Project may now compare constants.
  foldConstants,
  // After filters became join conditions, and before joins are reordered: it may leave a connection's tables together.
  sinkSemiJoins,
  // After filters became join conditions: it follows the keys.
  reorderJoins,
  // After joins are settled: it narrows their sides.
  pushLimits,
  // Last: only now it is settled where each column is used.
  pruneColumns,
]

/**
 * What runs when the user turned optimisation off: what the kernel could not compute as it is written, and a table is
 * still read without the columns nobody asked for.
 */
export const MINIMAL_RULES: readonly Rule[] = [settleOuterJoins, pruneColumns]
