import { type DistributedPlan, type Fragment, fetchesOf } from './distributed-plan.ts'

/** What the rows that one connection gave to a query have in common. */
export interface ConnectionConsistency {
  readonly connection: string
  readonly sources: readonly string[]
  /**
   * `snapshot`: all are of one state, that of a single statement or of a snapshot that all statements shared;
   * `per_statement`: each statement saw a state of its own; `per_split`: so did the parts in which a table was read.
   */
  readonly consistency: 'snapshot' | 'per_statement' | 'per_split'
}

/** How many statements of different states may read a fragment. */
export type StatementsOf = (fragment: Fragment) => number

/** The consistency of each connection, in the order in which fragments name them: as planned, or by what was run. */
export function connectionConsistency(
  plan: DistributedPlan,
  statements: StatementsOf = fetchesOf,
): readonly ConnectionConsistency[] {
  const connections = [...new Set(plan.fragments.map(({ connection }) => connection))]
  return connections.map((connection) => {
    const fragments = plan.fragments.filter((fragment) => fragment.connection === connection)
    const isShared = plan.snapshots.some((snapshot) => snapshot.connection === connection)
    return {
      connection,
      sources: [...new Set(fragments.map(({ source }) => source))],
      consistency: isShared ? 'snapshot' : consistencyAlone(fragments, statements),
    }
  })
}

function consistencyAlone(
  fragments: readonly Fragment[],
  statements: StatementsOf,
): ConnectionConsistency['consistency'] {
  if (fragments.some((fragment) => statements(fragment) > 1)) return 'per_split'
  return fragments.length > 1 ? 'per_statement' : 'snapshot'
}
