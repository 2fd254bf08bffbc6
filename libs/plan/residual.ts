import type { Field } from '#arrow'
import type { Literal } from './expression.ts'

/** What is left to the kernel: one statement of the duckdb dialect over tables named by fragment id. */
export interface Residual {
  readonly sql: string
  /**
   * To be tried before `sql`: the same answer sooner, with decimals summed in fewer digits. It fails before its first row
   * where they do not suffice; absent where it would not.
   */
  readonly short_sql?: string
  readonly parameters: readonly Literal[]
  readonly fields: readonly Field[]
}
