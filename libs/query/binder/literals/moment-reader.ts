import { civilFromDays } from '#arrow'
import { fixedOffset } from '#plan'
import { BadField, fractionOf, smallInteger } from './bad-field.ts'
import { JULIAN_OF_EPOCH, MICROS_PER_DAY, MICROS_PER_SECOND } from './calendar.ts'
import { DATE, DAY, DAYLIGHT, ERA, FieldState, HALF, MONTH, TIME, WEEKDAY, ZONE } from './field-state.ts'
import { splitFields, type TextField } from './moment-fields.ts'
import { type MomentWord, momentWord } from './moment-words.ts'
import { FIXED_ABBREVIATIONS, ZONE_ABBREVIATIONS } from './zone-abbreviations.ts'
import { zoneDisplacement } from './zone-displacement.ts'
import { offsetOfLocal, zoneNamed } from './zones.ts'

type Label = 'julian' | 'time' | 'other'

/** Microseconds since 1970-01-01 00:00:00 UTC at which the query was submitted. */
export type Now = bigint

const HOUR = 3600

/** Reads the fields of one text from left to right (PostgreSQL's DecodeDateTime and DecodeTimeOnly). */
export class MomentReader {
  readonly state = new FieldState()
  readonly #fields: readonly TextField[]
  readonly #now: Now
  readonly #wanted: 'moment' | 'time'
  #label: Label | undefined
  #offset: number | undefined
  #zone: string | undefined
  named: 'infinity' | '-infinity' | 'epoch' | undefined

  constructor(text: string, now: Now, wanted: 'moment' | 'time') {
    this.#fields = splitFields(text)
    this.#now = now
    this.#wanted = wanted
    for (const [index, field] of this.#fields.entries()) this.#read(field, index)
    if (this.#label !== undefined) throw new BadField('format')
  }

  /** The offset of the zone that was written, or of the session's, which is UTC. @throws BadField */
  offset(localSeconds: number): number {
    if (this.#zone === undefined) {
      if (!this.state.has(ZONE) && this.state.has(DAYLIGHT)) throw new BadField('format')
      return this.#offset ?? 0
    }
    if (this.state.has(DAYLIGHT)) throw new BadField('format')
    return offsetOfLocal(zoneNamed(this.#zone), localSeconds)
  }

  /** True for a zone whose offset only a date can tell. */
  get hasChangingZone(): boolean {
    if (this.#zone === undefined || ZONE_ABBREVIATIONS.has(this.#zone)) return false
    return fixedOffset(zoneNamed(this.#zone)) === undefined && !/^(etc\/|gmt|universal$|greenwich$)/.test(this.#zone)
  }

  #read(field: TextField, index: number): void {
    switch (field.kind) {
      case 'time':
        if (this.#label !== undefined && this.#label !== 'time') throw new BadField('format')
        this.#label = undefined
        this.state.readTime(field.text, this.#wanted)
        return
      case 'zone':
        this.#offset = zoneDisplacement(field.text)
        this.state.add(ZONE)
        return
      case 'date':
        this.#readDate(field.text, index)
        return
      case 'number':
        if (this.#label === undefined) this.#readNumber(field.text, index)
        else this.#readLabeled(field.text, this.#label)
        return
      case 'word':
      case 'signed word':
        this.#readWord(field.text)
    }
  }

  #readDate(text: string, index: number): void {
    if (this.#wanted === 'moment' && this.#label === 'julian') {
      const [, days = '', zone = ''] = /^(\d+)(.*)$/.exec(text) ?? []
      this.#setJulian(smallInteger(days || 'NaN'))
      this.state.add(TIME | ZONE)
      this.#offset = zoneDisplacement(zone)
      this.#label = undefined
      return
    }
    if (this.#mayBeDate(index)) {
      this.state.readDate(text)
      return
    }
    if (!/^\d/.test(text) && this.#label === undefined) {
      this.#setZone(text)
      return
    }
    const dash = text.indexOf('-')
    const isTime = this.#label === undefined || this.#label === 'time'
    if (!isTime || this.state.has(TIME) || dash === -1) throw new BadField('format')
    if (this.#wanted === 'moment') this.#label = undefined
    this.#offset = zoneDisplacement(text.slice(dash))
    this.state.readRunTogether(text.slice(0, dash), this.#wanted === 'time' ? DATE : 0)
    this.state.add(ZONE)
  }

  /** A date, and not the zone or the run-together time that looks like one. */
  #mayBeDate(index: number): boolean {
    if (this.#wanted === 'moment') return this.#label === undefined && !this.state.has(MONTH | DAY)
    return (
      index === 0 &&
      this.#fields.length >= 2 &&
      (this.#fields.at(-1)?.kind === 'date' || this.#fields[1]?.kind === 'time')
    )
  }

  #readNumber(text: string, index: number): void {
    const point = text.indexOf('.')
    const { state } = this
    if (this.#wanted === 'time') {
      if (point !== -1 && index === 0 && this.#fields.length >= 2 && this.#fields.at(-1)?.kind === 'date')
        state.readDate(text)
      else if (point > 2 || (point === -1 && text.length > 4)) state.readRunTogether(text, DATE)
      else if (point !== -1) throw new BadField('format')
      else state.readRunTogether(text, DATE)
    } else if (point !== -1 && (state.found & DATE) === 0) state.readDate(text)
    else if (point > 2) state.readRunTogether(text, 0)
    else if (text.length >= 6 && ((state.found & DATE) === 0 || !state.has(TIME))) state.readRunTogether(text, 0)
    else state.readNumber(text, state.hasTextMonth)
  }

  /** A number after `julian`, or after `t`. */
  #readLabeled(text: string, label: Label): void {
    const [, digits = '', fraction] = /^(\d+)(\..*)?$/.exec(text) ?? []
    if (digits === '') throw new BadField('format')
    if (label === 'time') this.state.readRunTogether(text, DATE)
    else if (label !== 'julian') throw new BadField('format')
    else {
      this.#setJulian(smallInteger(digits))
      if (fraction !== undefined) {
        this.state.add(TIME)
        this.#setMicros(Math.trunc(fractionOf(fraction) * MICROS_PER_DAY))
      }
    }
    this.#label = undefined
  }

  #setJulian(julian: number): void {
    if (!Number.isInteger(julian)) throw new BadField('format')
    this.#setDay(julian - JULIAN_OF_EPOCH)
    this.state.isJulian = true
  }

  #setDay(days: number): void {
    this.state.add(DATE)
    Object.assign(this.state, civilFromDays(days))
  }

  #setMicros(micros: number): void {
    this.state.hour = Math.floor(micros / (HOUR * MICROS_PER_SECOND))
    this.state.minute = Math.floor(micros / (60 * MICROS_PER_SECOND)) % 60
    this.state.second = Math.floor(micros / MICROS_PER_SECOND) % 60
    this.state.micros = micros % MICROS_PER_SECOND
  }

  #setZone(text: string): void {
    zoneNamed(text)
    this.state.add(ZONE)
    this.#zone = text
  }

  #readWord(text: string): void {
    if (FIXED_ABBREVIATIONS.has(text) || ZONE_ABBREVIATIONS.has(text) || text === 'msk') {
      const fixed = FIXED_ABBREVIATIONS.get(text)
      if (fixed === undefined) this.#setZone(text)
      else {
        this.state.add(ZONE)
        this.#offset = (this.#offset ?? 0) + fixed
      }
      return
    }
    const word = momentWord(text)
    if (word !== undefined) this.#apply(word)
    else {
      if (unknownZone(text)) throw new BadField('format')
      this.#setZone(text)
    }
  }

  #apply(word: MomentWord): void {
    const { state } = this
    switch (word.kind) {
      case 'nothing':
        return
      case 'moment':
        this.#applyNamed(word.name)
        return
      case 'month':
        this.#applyMonth(word.month)
        return
      case 'daylight':
        state.add(DAYLIGHT)
        this.#offset = (this.#offset ?? 0) + HOUR
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
        if (this.#wanted === 'time') throw new BadField('format')
        state.add(WEEKDAY)
        return
      case 'label':
      case 'time follows':
        if (this.#label !== undefined) throw new BadField('format')
        if (word.kind === 'time follows' && this.#wanted === 'moment' && !state.has(DATE)) throw new BadField('format')
        this.#label = word.kind === 'label' ? word.label : 'time'
    }
  }

  #applyMonth(month: number): void {
    const { state } = this
    if (this.#wanted === 'time') throw new BadField('format')
    // The number before was the day: `5 feb 2024`.
    if (state.has(MONTH) && !state.hasTextMonth && !state.has(DAY) && state.month >= 1 && state.month <= 31) {
      state.day = state.month
      state.add(DAY)
    } else state.add(MONTH)
    state.hasTextMonth = true
    state.month = month
  }

  #applyNamed(name: Extract<MomentWord, { kind: 'moment' }>['name']): void {
    const perDay = BigInt(MICROS_PER_DAY)
    const ofDay = ((this.#now % perDay) + perDay) % perDay
    const today = Number((this.#now - ofDay) / perDay)
    switch (name) {
      case 'now':
        if (this.#wanted === 'moment') this.#setDay(today)
        this.state.add(this.#wanted === 'moment' ? TIME | ZONE : TIME)
        this.#setMicros(Number(ofDay))
        return
      case 'allballs':
        this.state.add(TIME | ZONE)
        return
      case 'today':
      case 'tomorrow':
      case 'yesterday':
        if (this.#wanted === 'time') throw new BadField('format')
        this.#setDay(today + { yesterday: -1, today: 0, tomorrow: 1 }[name])
        return
      default:
        if (this.#wanted === 'time') throw new BadField('format')
        this.state.add(DATE | TIME | ZONE)
        this.named = name
    }
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
