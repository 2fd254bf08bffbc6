import { foldConstants } from './fold-constants.ts'
import { inferFilters } from './infer-filters.ts'
import { inlineWith } from './inline-with.ts'
import { pruneColumns } from './prune-columns.ts'
import { pushFilters } from './push-filters.ts'
import { reorderJoins } from './reorder-joins.ts'
import type { Rule } from './rule.ts'

/** The rules of an optimised query, in the order they run. */
export const RULES: readonly Rule[] = [
  // First, so that all rules after it see through a WITH that is used once.
  inlineWith,
  // Before filters move: what is settled need not move.
  foldConstants,
  // Before inference: facts are read from the sides of a join.
  pushFilters,
  // Between two pushes: it adds filters just above a join's sides.
  inferFilters,
  pushFilters,
  // Again: a filter moved through a Project may now compare constants.
  foldConstants,
  // After filters became join conditions: it follows the keys.
  reorderJoins,
  // Last: only now it is settled where each column is used.
  pruneColumns,
]

/** What runs when the user turned optimisation off: a table is still read without the columns nobody asked for. */
export const MINIMAL_RULES: readonly Rule[] = [pruneColumns]
