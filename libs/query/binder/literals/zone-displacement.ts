import { BadField } from './bad-field.ts'

/** `+02`, `-0530`, `+05:30:15` in seconds east of UTC. @throws BadField */
export function zoneDisplacement(text: string): number {
  const [, sign, first = '', minutes, seconds, rest] = /^([+-])(\d+)(?::(\d*))?(?::(\d*))?(.*)$/.exec(text) ?? []
  if (sign === undefined) throw new BadField('format')
  const runTogether = minutes === undefined && rest === '' && text.length > 3
  const hour = runTogether ? Math.floor(Number(first) / 100) : Number(first)
  const minute = runTogether ? Number(first) % 100 : Number(minutes ?? 0)
  const second = Number(seconds ?? 0)
  if (hour > 15 || minute > 59 || second > 59) throw new BadField('zone displacement')
  if (rest !== '') throw new BadField('format')
  const magnitude = (hour * 60 + minute) * 60 + second
  return sign === '-' ? -magnitude : magnitude
}
