import { fixedOffset, offsetZone, type ZoneText } from '#plan'
import { BadField } from './bad-field.ts'
import { FIXED_ABBREVIATIONS, ZONE_ABBREVIATIONS } from './zone-abbreviations.ts'

/** Names of the IANA list without a slash; the runtime knows others that PostgreSQL does not. */
const PLAIN_NAMES: ReadonlySet<string> = new Set(
  `cet cst6cdt cuba eet est est5edt egypt eire gb gb-eire gmt gmt+0 gmt-0 gmt0 greenwich hst hongkong iceland iran israel
  jamaica japan kwajalein libya met mst mst7mdt nz nz-chat navajo prc pst8pdt poland portugal roc rok singapore turkey
  uct utc universal w-su wet zulu`.split(/\s+/),
)

const POSIX_OFFSET = /^(?:[a-z]*|<[a-z0-9+-]*>)([+-]?)(\d{1,3})(?::(\d{1,2})(?::(\d{1,2}))?)?$/i
const POSIX_RULE = /^[a-z]*[+-]?\d{1,3}(?::\d{2})*[a-z]/i

/**
 * The zone a text names, as PostgreSQL looks it up: an abbreviation, a name of the IANA list in any case, or a POSIX
 * offset, whose sign counts west of Greenwich as positive.
 * @throws BadField for a zone that is not known, or not supported
 */
export function zoneNamed(text: string): ZoneText {
  const name = text.toLowerCase()
  const fixed = FIXED_ABBREVIATIONS.get(name)
  if (fixed !== undefined) return offsetZone(fixed)
  if (name === 'msk') throw new BadField({ refused: 'MSK has had several meanings; write the zone Europe/Moscow' })
  const zone = ZONE_ABBREVIATIONS.get(name) ?? ianaName(text) ?? posixOffset(text)
  if (zone !== undefined) return zone
  if (POSIX_RULE.test(text)) throw new BadField({ refused: `POSIX rules are not supported as a time zone: "${text}"` })
  throw new BadField({ zone: text })
}

/** The zone's name as the runtime writes it. */
export function ianaName(text: string): ZoneText | undefined {
  const name = text.toLowerCase()
  if (!PLAIN_NAMES.has(name) && (!/^[a-z].*\//.test(name) || name.startsWith('systemv/'))) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function posixOffset(text: string): ZoneText | undefined {
  const [, sign, hours, minutes = '0', seconds = '0'] = POSIX_OFFSET.exec(text) ?? []
  if (hours === undefined || Number(hours) > 167 || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  const west = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return offsetZone(sign === '-' || west === 0 ? west : -west)
}

const DAY = 86_400
const STEP = 3 * 3600
/** The last second the runtime's calendar can show, and the seconds after which the calendar repeats. */
const LAST_SECOND = 8_640_000_000_000 - DAY
const CYCLE = 146_097 * DAY

/** The zone's offset at a moment, in seconds east of UTC. */
export function offsetAt(zone: ZoneText, epochSeconds: number): number {
  const fixed = fixedOffset(zone)
  if (fixed !== undefined) return fixed
  const beyond = Math.abs(epochSeconds) - LAST_SECOND
  const cycles = Math.sign(epochSeconds) * Math.max(0, Math.ceil(beyond / CYCLE))
  return calendarOffset(zone, epochSeconds - cycles * CYCLE)
}

function calendarOffset(zone: ZoneText, seconds: number): number {
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(seconds * 1000)
      .map(({ type, value }) => [type, value]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name))
  const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year')
  const days = Date.UTC(2000 + (year % 400), part('month') - 1, part('day')) / 1000
  const cycles = (year - (year % 400) - 2000) / 400
  const local = days + cycles * CYCLE + (part('hour') * 60 + part('minute')) * 60 + part('second')
  return local - seconds
}

/**
 * The offset a clock shows at a local time (seconds since 1970 on that clock): in a gap that of before it, where two
 * moments show the same time that of after the change (PostgreSQL's DetermineTimeZoneOffset).
 */
export function offsetOfLocal(zone: ZoneText, localSeconds: number): number {
  const from = localSeconds - DAY
  const before = offsetAt(zone, from)
  const change = nextChange(zone, from, before)
  if (change === undefined) return before
  const early = localSeconds - before
  const late = localSeconds - change.offset
  if (early < change.at && late < change.at) return before
  if (early > change.at && late >= change.at) return change.offset
  return early > late ? before : change.offset
}

/** The first change of the offset within three days. */
function nextChange(zone: ZoneText, from: number, before: number): { at: number; offset: number } | undefined {
  for (let end = from + STEP; end <= from + 3 * DAY; end += STEP) {
    if (offsetAt(zone, end) === before) continue
    let low = end - STEP
    let high = end
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (offsetAt(zone, middle) === before) low = middle
      else high = middle
    }
    return { at: high, offset: offsetAt(zone, high) }
  }
  return undefined
}

const FORMATTERS = new Map<string, Intl.DateTimeFormat>()

function formatterOf(zone: ZoneText): Intl.DateTimeFormat {
  const known = FORMATTERS.get(zone)
  if (known !== undefined) return known
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const
  const made = new Intl.DateTimeFormat('en-US-u-ca-gregory', {
    ...numeric,
    timeZone: zone,
    era: 'short',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  })
  FORMATTERS.set(zone, made)
  return made
}
