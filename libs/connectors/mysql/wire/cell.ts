import type { Sink } from '#arrow'
import { WireFault } from './wire-fault.ts'

/**
 * Writes one value that is not NULL into row `row` of its column. `view` and `bytes` are the same memory; the value
 * begins at `at`, its row ends at `end`. `parameter` is a number that goes with the column.
 * @returns where the value ends
 * @throws WireFault when it does not end before `end`; QueryError DATA_ERROR when the column cannot hold it
 */
export type CellReader<Column extends Sink> = (
  view: DataView,
  bytes: Buffer,
  at: number,
  end: number,
  row: number,
  sink: Column,
  parameter: number,
) => number

/** The error of a value that its row is too short for. */
export function cutValue(): WireFault {
  return new WireFault('a row ends within a value')
}
