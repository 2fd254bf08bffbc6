import type { FragmentId } from '#core'
import type { Residual } from './residual.ts'

/** A fragment whose rows are divided among kernels: each row goes to the one that the hash of its key says. */
export interface DividedFragment {
  readonly fragment_id: FragmentId
  /** The position of the key among the fragment's fields. */
  readonly key: number
  /** The key, for people: `table.column` where it is one, else its name. */
  readonly key_name: string
}

/**
 * The residual in two steps that give its answer: several kernels compute `part`, each of its own share of the rows, at
 * the same time; then one computes `whole` of what all parts gave. JSON-safe.
 */
export interface Partitioning {
  readonly divided: readonly DividedFragment[]
  /** Fragments all of whose rows each of the kernels needs. Those in neither list are read by `whole` alone. */
  readonly copied: readonly FragmentId[]
  readonly part: Residual
  /** Over the rows of all parts, in a table of this name, and over fragments that no part reads. */
  readonly whole: Residual
  readonly parts_table: string
}
