import type { FunctionTable } from '../base/dialect.ts'
import { AGGREGATES } from './aggregates.ts'
import { ARITHMETIC } from './arithmetic.ts'
import { COMPARISONS, LOOSE_COMPARISONS } from './comparisons.ts'
import { DATES } from './dates.ts'
import type { MysqlServer } from './server.ts'
import { TEXT } from './text.ts'
import { windowsOf } from './windows.ts'

/** Functions the server computes as PostgreSQL does, proven by value. */
export function functionsOf(server: MysqlServer): FunctionTable {
  return { ...COMPARISONS, ...ARITHMETIC, ...TEXT, ...DATES, ...AGGREGATES, ...windowsOf(server) }
}

/** What a filter that is checked again may say instead. */
export const prefilters: FunctionTable = LOOSE_COMPARISONS
