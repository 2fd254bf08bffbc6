import type { Fault } from './parsed.ts'

/** Why a text is no date, time or interval; each has its own SQLSTATE. */
export type BadFieldReason =
  | 'format'
  | 'overflow'
  | 'zone displacement'
  | { readonly zone: string }
  | { readonly refused: string }

/** Ends the reading of a date, time or interval from any depth; caught where reading began. */
export class BadField extends Error {
  readonly reason: BadFieldReason

  constructor(reason: BadFieldReason) {
    super('not a value of the type')
    this.reason = reason
  }
}

/** What `read` gives, or PostgreSQL's error for the text of a type. */
export function orFault<Answer>(read: () => Answer, type: string, text: string): Answer | Fault {
  try {
    return read()
  } catch (error) {
    if (error instanceof BadField) return faultOf(error.reason, type, text)
    throw error
  }
}

function faultOf(reason: BadFieldReason, type: string, text: string): Fault {
  if (typeof reason === 'object') {
    if ('refused' in reason) return { sqlState: '0A000', message: reason.refused }
    return { sqlState: '22023', message: `time zone "${reason.zone}" not recognized` }
  }
  switch (reason) {
    case 'overflow':
      return { sqlState: '22008', message: `date/time field value out of range: "${text}"` }
    case 'zone displacement':
      return { sqlState: '22009', message: `time zone displacement out of range: "${text}"` }
    case 'format':
      return { sqlState: '22007', message: `invalid input syntax for type ${type}: "${text}"` }
  }
}

/** A whole number of C's int range. @throws BadField overflow */
export function smallInteger(digits: string): number {
  const value = Number(digits)
  if (value > 2 ** 31 - 1 || value < -(2 ** 31)) throw new BadField('overflow')
  return value
}

/** The fraction `.123`; a point alone is none. @throws BadField */
export function fractionOf(text: string): number {
  if (text === '.') return 0
  if (!/^\.\d+$/.test(text)) throw new BadField('format')
  return Number(text)
}

/** C's rint: half to even. */
export function roundToEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}
