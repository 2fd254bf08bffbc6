import { INT32, INTERVAL, STRING } from '#arrow'
import { type Expression, type Literal, typeOf } from '#plan'
import { callOf } from './calls.ts'
import { MICROS_PER_SECOND, microsOfMoment, microsOfTime, printMoment, printTime } from './literals/calendar.ts'
import { type IntervalRange, limitInterval, roundMicros } from './literals/interval.ts'
import type { NamedType } from './type-names.ts'

/** Timestamps are rounded as distances from 2000-01-01, where PostgreSQL counts from. */
const EPOCH = 946_684_800n * BigInt(MICROS_PER_SECOND)

/** `timestamp(3)`, `time(0)`, `interval day to minute`: the value with what the type keeps of it. */
export function limitDigits(value: Expression, { precision, range }: NamedType): Expression {
  if (typeOf(value).kind === 'interval') return limitOfInterval(value, range)
  return precision === null ? value : roundToDigits(value, precision)
}

/** A time, timestamp or timestamptz with so many digits of seconds. */
export function roundToDigits(value: Expression, digits: number): Expression {
  if (value.kind === 'literal') return roundLiteral(value, digits)
  return callOf('round_time', [value, { kind: 'literal', value: String(digits), type: INT32 }], typeOf(value))
}

function roundLiteral(literal: Literal, digits: number): Literal {
  const { value, type } = literal
  if (value === null || value.endsWith('infinity')) return literal
  if (type.kind === 'time')
    return { ...literal, value: printTime(Number(roundMicros(BigInt(microsOfTime(value)), digits))) }
  return { ...literal, value: printMoment(roundMicros(microsOfMoment(value) - EPOCH, digits) + EPOCH) }
}

function limitOfInterval(value: Expression, range: IntervalRange): Expression {
  if (range.fields === null && range.precision === null) return value
  if (value.kind === 'literal') return limitLiteral(value, range)
  const fields: Literal = { kind: 'literal', value: range.fields ?? 'second', type: STRING }
  const digits: Literal = { kind: 'literal', value: String(range.precision ?? 6), type: INT32 }
  return callOf('interval_limit', [value, fields, digits], INTERVAL)
}

function limitLiteral(literal: Literal, range: IntervalRange): Literal {
  if (literal.value === null) return literal
  const [months = '0', days = '0', micros = '0'] = literal.value.split(' ')
  const counts = { months: Number(months), days: Number(days), micros: BigInt(micros) }
  return { ...literal, value: limitInterval(counts, range) }
}
