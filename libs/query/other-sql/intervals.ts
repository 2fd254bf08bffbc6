import { wholeNumber } from './calls.ts'
import type { Call } from './input-dialect.ts'
import { type Tree, text } from './tree.ts'

const UNITS: Readonly<Record<string, string>> = {
  year: 'year',
  month: 'month',
  week: 'week',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
}
const WHOLE_DAYS = new Set(['year', 'month', 'week', 'day'])

/** A date or timestamp moved by a whole number of units; undefined for other amounts. A date stays a date. */
export function shifted(
  call: Call,
  {
    date,
    amount,
    unit,
    sign,
  }: { readonly date: Tree; readonly amount: Tree; readonly unit: string; readonly sign: '+' | '-' },
): string | undefined {
  const count = wholeNumber(call, amount)
  const word = Object.hasOwn(UNITS, unit.toLowerCase()) ? UNITS[unit.toLowerCase()] : undefined
  if (count === undefined || word === undefined) return undefined
  const moved = `(${call.translation.expression(date)} ${sign} INTERVAL '${count} ${word}')`
  return WHOLE_DAYS.has(word) && isDate(date) ? `CAST(${moved} AS date)` : moved
}

function isDate(node: Tree): boolean {
  if (node['type'] === 'date') return true
  const target = Array.isArray(node['target']) ? node['target'][0] : undefined
  return node['type'] === 'cast' && target !== undefined && text(target, 'dataType')?.toUpperCase() === 'DATE'
}
