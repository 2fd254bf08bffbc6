import type { ExpressionRenderer, PrintedCall } from '../base/dialect.ts'
import { argument, castTo } from '../base/rewrites.ts'
import { raw, type Sql, sql } from '../base/sql.ts'
import { raise } from './raise.ts'
import { type CompiledPattern, compilePattern, type PatternUse } from './regular-expressions/compile.ts'
import type { RegexNode } from './regular-expressions/node.ts'
import { DEFAULT_OPTIONS, withFlags } from './regular-expressions/options.ts'
import { parsePattern } from './regular-expressions/parse-pattern.ts'

/** A pattern argument made ready: to be matched, or what the call is instead. */
type Ready = CompiledPattern | { readonly kind: 'instead'; readonly sql: Sql }

const NOT_CONSTANT = 'patterns, flags and counts of regular expressions must be constants'

/** The constant at a place; undefined for one that is absent. */
export function constantAt(call: PrintedCall, index: number, render: ExpressionRenderer): string | null | undefined {
  const found = call.arguments[index]
  if (found === undefined) return undefined
  return found.kind === 'literal' ? found.value : render.refuse('FUNCTION_NOT_EXACT', call, NOT_CONSTANT)
}

/** Where arguments stand that a call may leave out. */
interface Places {
  readonly flags?: number
  readonly escape?: number
}

/** Reads a pattern, and its flags or escape. */
export type Parse = (pattern: string, extra: string | undefined) => RegexNode

/** The pattern read and compiled; NULL where it or its flags are, an error where PostgreSQL refuses it. */
export function ready(
  call: PrintedCall,
  render: ExpressionRenderer,
  places: Places,
  use: PatternUse,
  parse: Parse,
): Ready {
  const pattern = constantAt(call, 1, render)
  const extra = constantAt(call, places.flags ?? places.escape ?? call.arguments.length, render)
  if (pattern === null || extra === null || pattern === undefined)
    return { kind: 'instead', sql: nothing(call, render) }
  const compiled = compilePattern(() => parse(pattern, extra), use)
  if (compiled.kind === 'unsupported') return render.refuse('FUNCTION_NOT_EXACT', call, compiled.message)
  if (compiled.kind === 'compiled') return compiled
  const said = compiled.message.replaceAll("'", "''")
  return { kind: 'instead', sql: unlessNull(call, render, raise(compiled.sqlState, said)) }
}

/** NULL of the call's type. */
export function nothing(call: PrintedCall, render: ExpressionRenderer): Sql {
  return castTo(raw('NULL'), call.type, call, render)
}

/** What is asked of every text that is not NULL. */
export function unlessNull(call: PrintedCall, render: ExpressionRenderer, value: Sql): Sql {
  return castTo(sql`CASE WHEN ${textOf(call, render)} IS NOT NULL THEN ${value} END`, call.type, call, render)
}

/** The text the pattern is matched with. */
export function textOf(call: PrintedCall, render: ExpressionRenderer): Sql {
  return render.value(argument(call, 0, render))
}

/** PostgreSQL's own patterns, after their flags. */
export const advanced: Parse = (pattern, flags = '') => parsePattern(pattern, withFlags(DEFAULT_OPTIONS, flags))
/** The same, the flag `g` left to the caller. */
export const advancedForAll: Parse = (pattern, flags = '') => advanced(pattern, flags.replaceAll('g', ''))

/** The pattern as a constant of SQL. */
export const quoted = ({ re2 }: CompiledPattern): Sql => raw(`'${re2}'`)

/** The text from a start on; a pattern that looks at what stands before it cannot be cut off from it. */
export function textFrom(
  text: Sql,
  start: number,
  pattern: CompiledPattern,
  call: PrintedCall,
  render: ExpressionRenderer,
): Sql {
  if (start === 1) return text
  return pattern.looksAround ? render.refuse('FUNCTION_NOT_EXACT', call) : sql`substr(${text}, ${String(start)})`
}

/** A count from 1, or what the call is for another number. */
export function countAt(
  call: PrintedCall,
  index: number,
  absent: number,
  name: string,
  render: ExpressionRenderer,
): number | Sql {
  const text = constantAt(call, index, render)
  if (text === null) return nothing(call, render)
  const count = Number(text ?? absent)
  const least = absent === 0 ? 0 : 1
  if (count >= least) return count
  return unlessNull(call, render, raise('22023', `invalid value for parameter "${name}": ${count}`))
}

/** Matches that can be empty are counted otherwise by RE2. */
export function refuseEmpty(pattern: CompiledPattern, call: PrintedCall, render: ExpressionRenderer): void {
  if (pattern.isNullable) render.refuse('FUNCTION_NOT_EXACT', call, 'its pattern matches the empty text; use + for *')
}
