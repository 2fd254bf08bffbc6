import { PLACEMENTS, type Placement } from './placements.ts'

/** A SELECT whose whole list is expressions that stand nowhere else. */
function list(name: string, statement: Placement['statement']): Placement {
  return { name, takes: () => true, oneType: false, wholeOrNothing: true, statement }
}

/** The list of a SELECT alone. */
export const SELECT_LIST = PLACEMENTS.filter(({ name }) => name === 'SELECT')

/** Conditions alone. */
export const WHERE = PLACEMENTS.filter(({ name }) => name.startsWith('WHERE'))

/** Every value of one row with every value of another; expressions name the rows `l` and `r`. */
export const PAIRS: readonly Placement[] = [
  list(
    'pairs of rows',
    (expressions) =>
      `SELECT l.id AS lid, r.id AS rid, ${expressions.join(', ')} FROM samples AS l JOIN samples AS r ON l.id < 19 AND r.id < 19`,
  ),
]

/** Aggregates of everything, and of groups. */
export const AGGREGATIONS: readonly Placement[] = [
  list('all rows', (expressions) => `SELECT ${expressions.join(', ')} FROM samples`),
  list('groups', (expressions) => `SELECT c_bool, ${expressions.join(', ')} FROM samples GROUP BY c_bool`),
]

/** Aggregates of one row each. */
export const SINGLE_ROWS: readonly Placement[] = [
  list('rows', (expressions) => `SELECT id, ${expressions.join(', ')} FROM samples GROUP BY id`),
]
