import { type NumberFormat, parseNumberFormat } from '#plan'
import type { FunctionRewrite } from '../../base/dialect.ts'
import { argument, constantText } from '../../base/rewrites.ts'
import { type Sql, sql } from '../../base/sql.ts'
import { bindOnce } from '../bind-once.ts'
import { raiseInvalidText } from '../raise.ts'
import { typeName } from '../types.ts'

/** to_number(text, format): reads texts that have the commas where the format has them, and no more digits than it. */
export const textToNumber: FunctionRewrite = (call, render) => {
  const format = parseNumberFormat(constantText(call, 1, render)) ?? render.refuse('FUNCTION_NOT_EXACT', call)
  return bindOnce([render.value(argument(call, 0, render))], (text) => {
    const plain = sql`replace(ltrim(${text(0)}, ' '), ',', '')`
    const failure = sql`error('0A000: the text "' || ${text(0)} || '" does not have the exact form of the format')`
    const isBlank = sql`trim(${text(0)}, ' ') = ''`
    const isRead = sql`regexp_full_match(${text(0)}, '${formOf(format)}') AND ${hasRoomForBlanks(format, text(0))}`
    return sql`CASE WHEN ${text(0)} IS NULL THEN NULL WHEN ${isBlank} THEN ${raiseInvalidText('numeric', sql`' '`)} WHEN ${isRead} THEN CAST(${plain} AS ${typeName(call.type)}) ELSE ${failure} END`
  })
}

/** What a text looks like: blanks, a sign, its digits in groups from the right or in none, and decimals. */
function formOf({ whole, digits, places }: NumberFormat): string {
  const groups = whole.split(',').map((group) => group.length)
  const grouped = groups.map((size, index) => {
    const others = groups.slice(index + 1).map((length) => `,[0-9]{${length}}`)
    return `[0-9]{1,${size}}${others.join('')}`
  })
  const integer = `(?:${[...grouped, `[0-9]{1,${digits}}`].join('|')})`
  if (places === 0) return ` *[+-]?${integer}`
  return ` *[+-]?(?:${integer}(?:[.][0-9]{0,${places}})?|[.][0-9]{1,${places}})`
}

/** PostgreSQL skips two blanks for each digit that the text is short of, and one more. */
function hasRoomForBlanks({ digits }: NumberFormat, text: Sql): Sql {
  const blanks = sql`length(${text}) - length(ltrim(${text}, ' '))`
  const written = sql`length(regexp_replace(split_part(${text}, '.', 1), '[^0-9]', '', 'g'))`
  return sql`${blanks} <= 2 * (${String(digits)} - ${written}) + 1`
}
