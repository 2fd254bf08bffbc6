/**
 * A time zone in a plan is text: a name of the IANA list, or a fixed offset from UTC, east positive (`+02:00`,
 * `-03:30:15`).
 */
export type ZoneText = string

const OFFSET = /^([+-])(\d{2,3}):(\d{2})(?::(\d{2}))?$/

/** The fixed offset of a zone in seconds, east positive; undefined for a zone with a name. */
export function fixedOffset(zone: ZoneText): number | undefined {
  const [, sign, hours, minutes, seconds = '0'] = OFFSET.exec(zone) ?? []
  if (sign === undefined) return undefined
  const magnitude = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return sign === '-' ? -magnitude : magnitude
}

/** The text of a fixed offset. */
export function offsetZone(seconds: number): ZoneText {
  const magnitude = Math.abs(seconds)
  const two = (value: number): string => String(value).padStart(2, '0')
  const parts = [Math.floor(magnitude / 3600), Math.floor(magnitude / 60) % 60].map(two)
  if (magnitude % 60 !== 0) parts.push(two(magnitude % 60))
  return `${seconds < 0 ? '-' : '+'}${parts.join(':')}`
}
