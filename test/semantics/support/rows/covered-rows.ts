import type { AcceptedRow } from '../../../../libs/dialects/support-page/accepted.ts'
import type { MadeCall } from './made-calls.ts'

/** A row for people: `scalar add(int32, int32)`. */
export function rowText({ role, function: name, kinds }: AcceptedRow): string {
  return `${role} ${name}(${kinds.join(', ')})`
}

/** Whether one of the calls is of the row: of that function, with that many arguments of those kinds. */
export function isCovered(row: AcceptedRow, calls: readonly MadeCall[]): boolean {
  return calls.some((call) => call.role === row.role && call.function === row.function && fits(row, call))
}

/** Arguments that are repeated stand for each other: any of them may be of the kind. */
function fits({ kinds, signature: { parameters, variadic } }: AcceptedRow, call: MadeCall): boolean {
  if (variadic ? call.kinds.length < kinds.length : call.kinds.length !== kinds.length) return false
  return kinds.every((kind, place) => {
    if (parameters[place] === 'member') return true
    const own = variadic && place === kinds.length - 1 ? call.kinds.slice(place) : call.kinds.slice(place, place + 1)
    return own.includes(kind)
  })
}
