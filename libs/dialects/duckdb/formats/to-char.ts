import type { EngineType } from '#arrow'
import { typeOf } from '#plan'
import type { FunctionRewrite } from '../../base/dialect.ts'
import { argument, constantText } from '../../base/rewrites.ts'
import { joinSql, raw, type Sql, sql } from '../../base/sql.ts'
import { bindOnce } from '../bind-once.ts'
import { clockOf } from '../clocks.ts'
import { intervalNumber } from './interval-numbers.ts'
import { momentNumber, momentWord, type NumberField } from './moment-fields.ts'
import { type FormatPart, parseFormat } from './parse-format.ts'

/** to_char of a timestamp or an interval by a constant format. Infinite moments and empty formats give NULL. */
export const datetimeToChar: FunctionRewrite = (call, render) => {
  const value = argument(call, 0, render)
  const type = typeOf(value)
  const parts = parseFormat(constantText(call, 1, render))
  if (parts.length === 0) return raw('CAST(NULL AS VARCHAR)')
  return bindOnce([clockOf(render.value(value), type)], (at) => {
    const printed = parts.map((part) => printPart(part, at(0), type) ?? render.refuse('FUNCTION_NOT_EXACT', call))
    const text = sql`(${joinSql(printed, ' || ')} || '')`
    return type.kind === 'interval' ? text : sql`CASE WHEN isfinite(${at(0)}) THEN ${text} END`
  })
}

function printPart(part: FormatPart, value: Sql, type: EngineType): Sql | undefined {
  if (part.kind === 'text') return raw(`'${part.text.replaceAll("'", "''")}'`)
  const name = part.name.toUpperCase()
  const number = type.kind === 'interval' ? intervalNumber(name, value) : momentNumber(name, value)
  if (number !== undefined) return withOrdinal(printNumber(number, part.isBare), part.ordinal)
  return type.kind === 'interval' ? undefined : momentWord(part.name, part.isBare, value, type)
}

function printNumber({ count, width, isFixed, prefix }: NumberField, isBare: boolean): Sql {
  const digits = isBare && isFixed !== true ? '{:d}' : `{:0${width}d}`
  return sql`${prefix ?? []}${prefix === undefined ? '' : ' || '}format('${digits}', CAST(${count} AS BIGINT))`
}

/** `1st`, `2nd`, `11th`: told by the last two digits. */
function withOrdinal(number: Sql, ordinal: 'TH' | 'th' | null): Sql {
  if (ordinal === null) return number
  return bindOnce([number], (at) => {
    const ends = (digit: string): Sql => sql`regexp_matches(${at(0)}, '(^|[^1])${digit}$')`
    const letters = sql`CASE WHEN ${ends('1')} THEN 'st' WHEN ${ends('2')} THEN 'nd' WHEN ${ends('3')} THEN 'rd' ELSE 'th' END`
    return sql`${at(0)} || ${ordinal === 'TH' ? sql`upper(${letters})` : letters}`
  })
}
