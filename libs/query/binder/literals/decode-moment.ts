import { BadField } from './bad-field.ts'
import { dayNumber } from './calendar.ts'
import { DATE, TIME, YEAR } from './field-state.ts'
import { readMoment } from './moment-reader.ts'
import type { Now } from './moment-reading.ts'

/** What a text says: a day and a time of it with the offset of its zone, or one of the named moments. */
export type Moment =
  | { readonly kind: 'infinity' | '-infinity' | 'epoch' }
  | { readonly kind: 'moment'; readonly days: number; readonly micros: number; readonly offset: number }

/** A date, with a time and a zone where they are written. @throws BadField */
export function decodeMoment(text: string, now: Now): Moment {
  const { state, zone, named } = readMoment(text, now, 'moment')
  if (named !== undefined) return { kind: named }
  state.settleDate()
  state.settleHalf()
  if (!state.has(DATE)) throw new BadField('format')
  const days = dayNumber(state)
  const localSeconds = days * 86_400 + (state.hour * 60 + state.minute) * 60 + state.second
  return { kind: 'moment', days, micros: state.microsOfDay, offset: zone.offsetAt(localSeconds) }
}

/** A time of day in microseconds; a zone is read and left out. @throws BadField */
export function decodeTime(text: string, now: Now): number {
  const { state, zone } = readMoment(text, now, 'time')
  state.settleDate()
  state.settleHalf()
  state.checkTime()
  if (!state.has(TIME)) throw new BadField('format')
  if (zone.isChanging && !state.has(DATE)) throw new BadField('format')
  zone.offsetAt(state.has(YEAR) ? dayNumber(state) * 86_400 : 0)
  return state.microsOfDay
}
