import duckdb from '@duckdb/node-bindings'
import { type ArrayType, daysFromCivil, readArrayText, typeName } from '#arrow'
import { QueryError, unreachable } from '#core'
import type { Literal } from '#plan'
import { logicalType } from './duckdb-type.ts'

/**
 * Binds the literals, in canonical text, to the parameters $1, $2, ... of a statement, each as a value of its type.
 * @throws QueryError INTERNAL when a text is not in the canonical form of its type
 */
export function bindParameters(statement: duckdb.PreparedStatement, parameters: readonly Literal[]): void {
  parameters.forEach((literal, index) => {
    duckdb.bind_value(statement, index + 1, duckdbValue(literal))
  })
}

function duckdbValue(literal: Literal): duckdb.Value {
  const { type, value } = literal
  if (value === null) return duckdb.create_null_value()
  switch (type.kind) {
    case 'boolean':
      return duckdb.create_bool(value === 'true')
    case 'int16':
      return duckdb.create_int16(Number(integerOf(literal, value)))
    case 'int32':
      return duckdb.create_int32(Number(integerOf(literal, value)))
    case 'int64':
      return duckdb.create_int64(integerOf(literal, value))
    case 'uint64':
      return duckdb.create_uint64(integerOf(literal, value))
    case 'float32':
      return duckdb.create_float(floatOf(literal, value))
    case 'float64':
      return duckdb.create_double(floatOf(literal, value))
    case 'decimal':
      return duckdb.create_decimal({
        width: type.precision,
        scale: type.scale,
        value: unscaledOf(literal, value, type.scale),
      })
    case 'string':
    case 'json':
    case 'uuid':
      return duckdb.create_varchar(value)
    case 'binary':
      return duckdb.create_blob(bytesOf(literal, value))
    case 'date':
      return duckdb.create_date({ days: daysOf(literal, value) })
    case 'time':
      return duckdb.create_time({ micros: microsOfTime(literal, value) })
    case 'timestamp':
      return duckdb.create_timestamp({ micros: microsOf(literal, value) })
    case 'timestamptz':
      return duckdb.create_timestamp_tz({ micros: microsOf(literal, value) })
    case 'interval':
      return duckdb.create_interval(intervalOf(literal, value))
    case 'array':
      return duckdb.create_list_value(logicalType(type.element), elementsOf(literal, value, type).map(duckdbValue))
    default:
      return unreachable(type)
  }
}

const DAY_MICROS = 86_400_000_000n
/** DuckDB's marks of infinity; negated for the other end. */
const INFINITE_DAYS = 2 ** 31 - 1
const INFINITE_MICROS = 2n ** 63n - 1n

function integerOf(literal: Literal, text: string): bigint {
  if (!/^-?\d+$/.test(text)) throw notCanonical(literal)
  return BigInt(text)
}

function floatOf(literal: Literal, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || (Number.isNaN(value) && text !== 'NaN')) throw notCanonical(literal)
  return value
}

function unscaledOf(literal: Literal, text: string, scale: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  const fraction = match?.[3] ?? ''
  if (match === null || fraction.length > scale) throw notCanonical(literal)
  const digits = BigInt(`${match[2]}${fraction.padEnd(scale, '0')}`)
  return match[1] === '-' ? -digits : digits
}

function bytesOf(literal: Literal, text: string): Uint8Array {
  const bytes = Buffer.from(text, 'hex')
  if (bytes.byteLength * 2 !== text.length) throw notCanonical(literal)
  return bytes
}

function daysOf(literal: Literal, text: string): number {
  if (text.endsWith('infinity')) return text.startsWith('-') ? -INFINITE_DAYS : INFINITE_DAYS
  const match = /^(\d{4,})-(\d\d)-(\d\d)( BC)?$/.exec(text)
  if (match === null) throw notCanonical(literal)
  const year = match[4] === undefined ? Number(match[1]) : 1 - Number(match[1])
  return daysFromCivil(year, Number(match[2]), Number(match[3]))
}

function microsOfTime(literal: Literal, text: string): bigint {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/.exec(text)
  if (match === null) throw notCanonical(literal)
  const seconds = Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])
  return BigInt(seconds) * 1_000_000n + BigInt((match[4] ?? '').padEnd(6, '0'))
}

function microsOf(literal: Literal, text: string): bigint {
  if (text.endsWith('infinity')) return text.startsWith('-') ? -INFINITE_MICROS : INFINITE_MICROS
  const match = /^(\S+)[ T]([\d:.]+)(Z|\+00)?( BC)?$/.exec(text)
  if (match === null) throw notCanonical(literal)
  const days = daysOf(literal, `${match[1]}${match[4] ?? ''}`)
  return BigInt(days) * DAY_MICROS + microsOfTime(literal, match[2] ?? '')
}

function intervalOf(literal: Literal, text: string): duckdb.Interval {
  const match = /^(-?\d+) (-?\d+) (-?\d+)$/.exec(text)
  if (match === null) throw notCanonical(literal)
  return { months: Number(match[1]), days: Number(match[2]), micros: BigInt(match[3] ?? '0') }
}

function elementsOf(literal: Literal, text: string, { element }: ArrayType): readonly Literal[] {
  const texts = readArrayText(text)
  if (!Array.isArray(texts)) throw notCanonical(literal)
  return texts.map((value) => ({ kind: 'literal', value, type: element }))
}

function notCanonical(literal: Literal): QueryError {
  return new QueryError('INTERNAL', `A parameter of type ${typeName(literal.type)} is not in its canonical form.`)
}
