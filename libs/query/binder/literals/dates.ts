import { orFault } from './bad-field.ts'
import { isDate, isTimestamp, MICROS_PER_DAY, microsOfMoment, printDay, printMoment, printTime } from './calendar.ts'
import { decodeMoment, decodeTime } from './decode-moment.ts'
import type { Fault, Parsed } from './parsed.ts'

/** 294277-01-01: PostgreSQL's timestamps, which count from 2000, reach further than those that count from 1970. */
const END_OF_POSTGRES = microsOfMoment('294277-01-01')

/** A date: PostgreSQL ignores a time and a zone written after it. */
export function parseDate(text: string, now: string): Parsed {
  return orFault(
    () => {
      const moment = decodeMoment(text, microsOfInstant(now))
      if (moment.kind === 'epoch') return { value: printDay(0) }
      if (moment.kind !== 'moment') return { value: moment.kind }
      return isDate(moment.days) ? { value: printDay(moment.days) } : outOfRange('date', text)
    },
    'date',
    text,
  )
}

/** A timestamp without zone: PostgreSQL ignores a zone written after it. */
export function parseTimestamp(text: string, now: string): Parsed {
  return orFault(() => momentOf(text, now, 'as written'), 'timestamp', text)
}

/** A timestamp with zone, in UTC; without a zone it is UTC, the zone of every session. */
export function parseTimestamptz(text: string, now: string): Parsed {
  return orFault(() => momentOf(text, now, 'in UTC'), 'timestamp with time zone', text)
}

/** A time of day: a zone is read and left out. */
export function parseTime(text: string, now: string): Parsed {
  return orFault(() => ({ value: printTime(decodeTime(text, microsOfInstant(now))) }), 'time', text)
}

function momentOf(text: string, now: string, clock: 'as written' | 'in UTC'): Parsed {
  const moment = decodeMoment(text, microsOfInstant(now))
  if (moment.kind === 'epoch') return { value: printMoment(0n) }
  if (moment.kind !== 'moment') return { value: moment.kind }
  const offset = clock === 'in UTC' ? BigInt(moment.offset) * 1_000_000n : 0n
  const micros = BigInt(moment.days) * BigInt(MICROS_PER_DAY) + BigInt(moment.micros) - offset
  if (isTimestamp(micros)) return { value: printMoment(micros) }
  if (micros < 0n || micros >= END_OF_POSTGRES) return outOfRange('timestamp', text)
  return { sqlState: '0A000', message: `timestamps after 294247-01-10 04:00:54 are not supported: "${text}"` }
}

function outOfRange(type: string, text: string): Fault {
  return { sqlState: '22008', message: `${type} out of range: "${text}"` }
}

/** The microseconds of an ISO instant in UTC. */
function microsOfInstant(instant: string): bigint {
  const [, date = '', time = '', fraction = ''] = /^(\S+)[T ]([\d:]+)(?:\.(\d+))?/.exec(instant) ?? []
  return microsOfMoment(`${date} ${time}.${fraction.padEnd(6, '0').slice(0, 6)}`)
}
