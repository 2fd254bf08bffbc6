import { civilFromDays } from '#arrow'
import { BadField } from './bad-field.ts'
import { JULIAN_OF_EPOCH, MICROS_PER_SECOND } from './calendar.ts'
import { DATE, type FieldState } from './field-state.ts'
import type { WrittenZone } from './written-zone.ts'

/** Microseconds since 1970-01-01 00:00:00 UTC at which the query was submitted. */
export type Now = bigint

/** What the last word said that the next field is. */
export type Label = 'julian' | 'time' | 'other'

/** A text being read: what its fields have said so far. */
export interface Reading {
  readonly state: FieldState
  readonly zone: WrittenZone
  readonly now: Now
  readonly wanted: 'moment' | 'time'
  label: Label | undefined
  named: 'infinity' | '-infinity' | 'epoch' | undefined
}

/** Takes a day, counted from 1970-01-01. @throws BadField where a date was read already */
export function setDay(state: FieldState, days: number): void {
  state.add(DATE)
  Object.assign(state, civilFromDays(days))
}

/** Takes a julian day. @throws BadField */
export function setJulian(state: FieldState, julian: number): void {
  if (!Number.isInteger(julian)) throw new BadField('format')
  setDay(state, julian - JULIAN_OF_EPOCH)
  state.isJulian = true
}

/** Takes a time of day in microseconds. */
export function setMicros(state: FieldState, micros: number): void {
  state.hour = Math.floor(micros / (3600 * MICROS_PER_SECOND))
  state.minute = Math.floor(micros / (60 * MICROS_PER_SECOND)) % 60
  state.second = Math.floor(micros / MICROS_PER_SECOND) % 60
  state.micros = micros % MICROS_PER_SECOND
}
