import { DATE, decimal, type EngineType, FLOAT64, INT32, INTERVAL, TIME, TIMESTAMP, TIMESTAMPTZ } from '#arrow'
import { type Expression, typeOf } from '../expression.ts'
import {
  DATETIME_FIELD_OVERFLOW,
  INVALID_PARAMETER_VALUE,
  type ParameterType,
  type Signature,
  settledBy,
  signature,
  strict,
  strictOrNull,
} from './record.ts'

/** Scale of extract by field, as PostgreSQL prints it: `extract(year ...)` is 2024, `extract(second ...)` 5.250000. */
const FRACTIONAL_FIELDS: ReadonlyMap<string, EngineType> = new Map([
  ['epoch', decimal(20, 6)],
  ['second', decimal(8, 6)],
  ['milliseconds', decimal(8, 3)],
])

function extractedType(args: readonly Expression[]): EngineType {
  const [field, value] = args
  if (value !== undefined && typeOf(value).kind === 'date') return decimal(18, 0)
  if (field?.kind !== 'literal' || field.value === null) return decimal(20, 6)
  return FRACTIONAL_FIELDS.get(field.value) ?? decimal(18, 0)
}

function ofField(kinds: readonly ParameterType[], result: EngineType | typeof extractedType): readonly Signature[] {
  return kinds.map((kind) => signature(['string', kind], result))
}

const FIELDED: readonly ParameterType[] = ['date', 'time', 'timestamp', 'timestamptz', 'interval']
const timestampKinds = ['timestamp', 'timestamptz'] as const
const shifted = [signature(['timestamp', 'interval'], TIMESTAMP), signature(['timestamptz', 'interval'], TIMESTAMPTZ)]
const combined = [signature(['interval', 'interval'], INTERVAL)]
const outOfRange = [DATETIME_FIELD_OVERFLOW]

/** Dates and times. Every session is in UTC; weeks are ISO's. Field names are the binder's canonical ones. */
export const DATE_FUNCTIONS = {
  /** A date is taken as timestamptz, as in PostgreSQL. */
  date_trunc: settledBy(
    [0, 2],
    strict(
      [
        signature(['string', 'timestamp'], TIMESTAMP),
        signature(['string', 'timestamptz'], TIMESTAMPTZ),
        signature(['string', 'interval'], INTERVAL),
      ],
      [INVALID_PARAMETER_VALUE],
    ),
  ),
  /** As extract, in float64. */
  date_part: settledBy([0], strictOrNull(ofField(FIELDED, FLOAT64), [INVALID_PARAMETER_VALUE])),
  extract: settledBy([0], strictOrNull(ofField(FIELDED, extractedType), [INVALID_PARAMETER_VALUE])),
  make_date: strict([signature(['int32', 'int32', 'int32'], DATE)], outOfRange),
  /** timezone(zone, value): AT TIME ZONE. */
  timezone: settledBy(
    [0],
    strict(
      [signature(['string', 'timestamp'], TIMESTAMPTZ), signature(['string', 'timestamptz'], TIMESTAMP)],
      [INVALID_PARAMETER_VALUE, DATETIME_FIELD_OVERFLOW],
    ),
  ),
  age: strict(timestampKinds.map((kind) => signature([kind, kind], INTERVAL))),
  date_add_days: strict([signature(['date', 'int32'], DATE)], outOfRange),
  date_subtract_days: strict([signature(['date', 'int32'], DATE)], outOfRange),
  /** Days from the second date to the first. */
  date_difference: strict([signature(['date', 'date'], INT32)]),
  /** Days and microseconds from the second to the first; never months. */
  timestamp_difference: strict(timestampKinds.map((kind) => signature([kind, kind], INTERVAL))),
  timestamp_add_interval: strict(shifted, outOfRange),
  timestamp_subtract_interval: strict(shifted, outOfRange),
  interval_add: strict(combined, outOfRange),
  interval_subtract: strict(combined, outOfRange),
  interval_negate: strict([signature(['interval'], INTERVAL)], outOfRange),
  interval_multiply: strict([signature(['interval', 'float64'], INTERVAL)], outOfRange),
  /** interval_limit(interval, fields, digits): what `interval day to second(3)` keeps of a value. */
  interval_limit: strict([signature(['interval', 'string', 'int32'], INTERVAL)]),
  /** round_time(value, digits): what `timestamp(3)` keeps of a value. */
  round_time: strict([
    signature(['time', 'int32'], TIME),
    signature(['timestamp', 'int32'], TIMESTAMP),
    signature(['timestamptz', 'int32'], TIMESTAMPTZ),
  ]),
} as const

/** PostgreSQL's names of those that are called by name, lower-case. */
export const DATE_SQL_NAMES = {
  age: 'age',
  date_part: 'date_part',
  date_trunc: 'date_trunc',
  extract: 'extract',
  make_date: 'make_date',
  timezone: 'timezone',
} as const
