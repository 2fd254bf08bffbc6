import { readWord } from './apply-word.ts'
import { BadField, fractionOf, smallInteger } from './bad-field.ts'
import { MICROS_PER_DAY } from './calendar.ts'
import { DATE, DAY, FieldState, MONTH, TIME, ZONE } from './field-state.ts'
import { splitFields, type TextField } from './moment-fields.ts'
import { type Label, type Now, type Reading, setJulian, setMicros } from './moment-reading.ts'
import { WrittenZone } from './written-zone.ts'

/** Reads the fields of one text from left to right (PostgreSQL's DecodeDateTime and DecodeTimeOnly). @throws BadField */
export function readMoment(text: string, now: Now, wanted: 'moment' | 'time'): Reading {
  return new MomentReader(text, now, wanted).reading
}

class MomentReader {
  readonly reading: Reading
  readonly #fields: readonly TextField[]

  constructor(text: string, now: Now, wanted: 'moment' | 'time') {
    const state = new FieldState()
    this.#fields = splitFields(text)
    this.reading = { state, zone: new WrittenZone(state), now, wanted, label: undefined, named: undefined }
    for (const [index, field] of this.#fields.entries()) this.#read(field, index)
    if (this.reading.label !== undefined) throw new BadField('format')
  }

  #read(field: TextField, index: number): void {
    switch (field.kind) {
      case 'time':
        if (this.reading.label !== undefined && this.reading.label !== 'time') throw new BadField('format')
        this.reading.label = undefined
        this.reading.state.readTime(field.text, this.reading.wanted)
        return
      case 'zone':
        this.reading.zone.displace(field.text)
        this.reading.state.add(ZONE)
        return
      case 'date':
        this.#readDate(field.text, index)
        return
      case 'number':
        if (this.reading.label === undefined) this.#readNumber(field.text, index)
        else this.#readLabeled(field.text, this.reading.label)
        return
      case 'word':
      case 'signed word':
        readWord(field.text, this.reading)
    }
  }

  #readDate(text: string, index: number): void {
    if (this.reading.wanted === 'moment' && this.reading.label === 'julian') {
      const [, days = '', zone = ''] = /^(\d+)(.*)$/.exec(text) ?? []
      setJulian(this.reading.state, smallInteger(days || 'NaN'))
      this.reading.state.add(TIME | ZONE)
      this.reading.zone.displace(zone)
      this.reading.label = undefined
      return
    }
    if (this.#mayBeDate(index)) {
      this.reading.state.readDate(text)
      return
    }
    if (!/^\d/.test(text) && this.reading.label === undefined) {
      this.reading.zone.take(text)
      return
    }
    const dash = text.indexOf('-')
    const isTime = this.reading.label === undefined || this.reading.label === 'time'
    if (!isTime || this.reading.state.has(TIME) || dash === -1) throw new BadField('format')
    if (this.reading.wanted === 'moment') this.reading.label = undefined
    this.reading.zone.displace(text.slice(dash))
    this.reading.state.readRunTogether(text.slice(0, dash), this.reading.wanted === 'time' ? DATE : 0)
    this.reading.state.add(ZONE)
  }

  /** A date, and not the zone or the run-together time that looks like one. */
  #mayBeDate(index: number): boolean {
    if (this.reading.wanted === 'moment')
      return this.reading.label === undefined && !this.reading.state.has(MONTH | DAY)
    return (
      index === 0 &&
      this.#fields.length >= 2 &&
      (this.#fields.at(-1)?.kind === 'date' || this.#fields[1]?.kind === 'time')
    )
  }

  #readNumber(text: string, index: number): void {
    const point = text.indexOf('.')
    const { state } = this.reading
    if (this.reading.wanted === 'time') {
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
    if (label === 'time') this.reading.state.readRunTogether(text, DATE)
    else if (label !== 'julian') throw new BadField('format')
    else {
      setJulian(this.reading.state, smallInteger(digits))
      if (fraction !== undefined) {
        this.reading.state.add(TIME)
        setMicros(this.reading.state, Math.trunc(fractionOf(fraction) * MICROS_PER_DAY))
      }
    }
    this.reading.label = undefined
  }
}
