import { daysFromCivil, type EngineType } from '#arrow'

const DAY_SECONDS = 86_400
const MOMENT = /^(\d{4,})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d(?:\.\d+)?))?/

/** Where a value lies among others of its type, as a number; undefined for text and for what has no order to count in. */
export function positionOf(value: string, type: EngineType): number | undefined {
  switch (type.kind) {
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint64':
    case 'decimal':
    case 'float32':
    case 'float64': {
      const number = Number(value)
      return Number.isFinite(number) ? number : undefined
    }
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return secondsOf(value)
    default:
      return undefined
  }
}

/** Seconds since 1970; the zone is UTC everywhere. */
function secondsOf(value: string): number | undefined {
  const parts = MOMENT.exec(value)
  if (parts === null || value.endsWith('BC')) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0))
  return daysFromCivil(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second
}

/** How many different values lie between two of a type that has steps, both counted; undefined for one that has none. */
export function stepsBetween(least: string, greatest: string, type: EngineType): number | undefined {
  const [from, to] = [positionOf(least, type), positionOf(greatest, type)]
  if (from === undefined || to === undefined) return undefined
  switch (type.kind) {
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint64':
      return to - from + 1
    case 'date':
      return (to - from) / DAY_SECONDS + 1
    default:
      return undefined
  }
}

/**
 * The share of the values a histogram describes that come before a value, between 0 and 1: values are taken to lie
 * evenly between two bounds. Undefined where there is no histogram, or no order to count in.
 */
export function shareBelow(histogram: readonly string[], value: string, type: EngineType): number | undefined {
  if (histogram.length < 2) return undefined
  if (type.kind === 'string') return shareOfText(histogram, value)
  const place = positionOf(value, type)
  const bounds = histogram.map((bound) => positionOf(bound, type))
  if (place === undefined || !bounds.every((bound) => bound !== undefined)) return undefined
  const next = bounds.findIndex((bound) => bound > place)
  if (next === 0) return 0
  if (next < 0) return 1
  const [from = 0, to = 0] = [bounds[next - 1], bounds[next]]
  return (next - 1 + (place - from) / (to - from)) / (bounds.length - 1)
}

/** Text has no distances: a value between two bounds is taken to lie in the middle. */
function shareOfText(histogram: readonly string[], value: string): number {
  const next = histogram.findIndex((bound) => bound > value)
  if (next === 0) return 0
  return next < 0 ? 1 : (next - 0.5) / (histogram.length - 1)
}
