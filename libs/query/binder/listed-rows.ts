import type { ColumnReference, TableCall } from '#plan'
import { referenceTo } from './scope.ts'

/** The functions that give rows in one select list, as they are met. */
export interface TableCalls {
  readonly calls: readonly TableCall[]
  add(call: TableCall): ColumnReference
}

/** Starts with none. */
export function startTableCalls(): TableCalls {
  const calls: TableCall[] = []
  return {
    calls,
    add(call) {
      calls.push(call)
      return referenceTo(call.columns[0])
    },
  }
}
