/**
 * What work takes at a kind of source, and its rows on their way here, in nanoseconds of one core. Only their ratios
 * count: they decide whether a source or the engine does work that both can do.
 */
export interface SourceCosts {
  /** Reading a row of a table in the order it lies. */
  readonly scanRow: number
  /** Finding a row by an index, in no order. */
  readonly lookup: number
  /** Computing one expression or aggregate of a row. */
  readonly expression: number
  /** Finding the group of a row. */
  readonly groupRow: number
  /** Making a group. */
  readonly group: number
  /** A row that comes in the order of its groups. */
  readonly orderedGroupRow: number
  /** A row of either side of a hash join, with a small table; null where joins only look rows up, one by one. */
  readonly hashJoinRow: number | null
  /** A comparison of two rows when sorting. */
  readonly compare: number
  /** Sending a row and having it here in columns, and each of its values and bytes. */
  readonly sendRow: number
  readonly sendValue: number
  readonly sendByte: number
  /** False where the source itself takes conditions without an index to keep all rows, when it chooses how to join. */
  readonly knowsValues: boolean
}
