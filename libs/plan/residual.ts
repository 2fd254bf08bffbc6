import type { Field } from '#arrow'
import type { Literal } from './expression.ts'

/** What is left to the kernel: one statement of the duckdb dialect over tables named by fragment id. */
export interface Residual {
  readonly sql: string
  readonly parameters: readonly Literal[]
  readonly fields: readonly Field[]
}
