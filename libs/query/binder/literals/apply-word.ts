import { BadField } from './bad-field.ts'
import { MICROS_PER_DAY } from './calendar.ts'
import { DATE, DAY, DAYLIGHT, ERA, HALF, MONTH, TIME, WEEKDAY, ZONE } from './field-state.ts'
import { type Reading, setDay, setMicros } from './moment-reading.ts'
import { type MomentWord, momentWord } from './moment-words.ts'
import { FIXED_ABBREVIATIONS, ZONE_ABBREVIATIONS } from './zone-abbreviations.ts'
import { zoneNamed } from './zones.ts'

const HOUR = 3600

/** Takes a word: an abbreviation, a word with a meaning of its own, or the name of a zone. @throws BadField */
export function readWord(text: string, reading: Reading): void {
  const { state, zone } = reading
  if (FIXED_ABBREVIATIONS.has(text) || ZONE_ABBREVIATIONS.has(text) || text === 'msk') {
    const fixed = FIXED_ABBREVIATIONS.get(text)
    if (fixed === undefined) zone.take(text)
    else {
      state.add(ZONE)
      zone.add(fixed)
    }
    return
  }
  const word = momentWord(text)
  if (word !== undefined) apply(word, reading)
  else {
    if (unknownZone(text)) throw new BadField('format')
    zone.take(text)
  }
}

function apply(word: MomentWord, reading: Reading): void {
  const { state, zone, wanted } = reading
  switch (word.kind) {
    case 'nothing':
      return
    case 'moment':
      applyNamed(word.name, reading)
      return
    case 'month':
      applyMonth(word.month, reading)
      return
    case 'daylight':
      state.add(DAYLIGHT)
      zone.add(HOUR)
      return
    case 'half':
      state.add(HALF)
      state.half = word.half
      return
    case 'era':
      state.add(ERA)
      state.isBeforeChrist = word.era === 'bc'
      return
    case 'weekday':
      if (wanted === 'time') throw new BadField('format')
      state.add(WEEKDAY)
      return
    case 'label':
    case 'time follows':
      if (reading.label !== undefined) throw new BadField('format')
      if (word.kind === 'time follows' && wanted === 'moment' && !state.has(DATE)) throw new BadField('format')
      reading.label = word.kind === 'label' ? word.label : 'time'
  }
}

function applyMonth(month: number, { state, wanted }: Reading): void {
  if (wanted === 'time') throw new BadField('format')
  // The number before was the day: `5 feb 2024`.
  if (state.has(MONTH) && !state.hasTextMonth && !state.has(DAY) && state.month >= 1 && state.month <= 31) {
    state.day = state.month
    state.add(DAY)
  } else state.add(MONTH)
  state.hasTextMonth = true
  state.month = month
}

function applyNamed(name: Extract<MomentWord, { kind: 'moment' }>['name'], reading: Reading): void {
  const { state, now, wanted } = reading
  const perDay = BigInt(MICROS_PER_DAY)
  const ofDay = ((now % perDay) + perDay) % perDay
  const today = Number((now - ofDay) / perDay)
  switch (name) {
    case 'now':
      if (wanted === 'moment') setDay(state, today)
      state.add(wanted === 'moment' ? TIME | ZONE : TIME)
      setMicros(state, Number(ofDay))
      return
    case 'allballs':
      state.add(TIME | ZONE)
      return
    case 'today':
    case 'tomorrow':
    case 'yesterday':
      if (wanted === 'time') throw new BadField('format')
      setDay(state, today + { yesterday: -1, today: 0, tomorrow: 1 }[name])
      return
    default:
      if (wanted === 'time') throw new BadField('format')
      state.add(DATE | TIME | ZONE)
      reading.named = name
  }
}

function unknownZone(text: string): boolean {
  try {
    zoneNamed(text)
    return false
  } catch (error) {
    if (error instanceof BadField) return typeof error.reason === 'object' && 'zone' in error.reason
    throw error
  }
}
