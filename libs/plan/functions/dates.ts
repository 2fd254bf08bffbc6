import {
  BOOLEAN,
  DATE,
  decimal,
  type EngineType,
  FLOAT64,
  INT32,
  INTERVAL,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
} from '#arrow'
import { type Expression, typeOf } from '../expression.ts'
import {
  called,
  DATETIME_FIELD_OVERFLOW,
  DIVISION_BY_ZERO,
  INVALID_DATETIME_FORMAT,
  INVALID_PARAMETER_VALUE,
  type ParameterType,
  type Signature,
  settledBy,
  signature,
  signatureWithOptional,
  strict,
  strictOrNull,
} from './record.ts'

/** Scale of extract by field, as PostgreSQL prints it: `extract(year ...)` is 2024, `extract(second ...)` 5.250000. */
const FRACTIONAL_FIELDS: ReadonlyMap<string, EngineType> = new Map([
  ['epoch', decimal(20, 6)],
  ['second', decimal(8, 6)],
  ['milliseconds', decimal(8, 3)],
  ['julian', decimal(30, 20)],
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

const firstType = (args: readonly Expression[]): EngineType => (args[0] === undefined ? TIMESTAMP : typeOf(args[0]))
const lastType = (args: readonly Expression[]): EngineType => {
  const last = args.at(-1)
  return last === undefined ? TIMESTAMP : typeOf(last)
}

const FIELDED: readonly ParameterType[] = ['date', 'time', 'timestamp', 'timestamptz', 'interval']
const timestampKinds = ['timestamp', 'timestamptz'] as const
const shifted = [signature(['timestamp', 'interval'], TIMESTAMP), signature(['timestamptz', 'interval'], TIMESTAMPTZ)]
const shiftedTime = [signature(['time', 'interval'], TIME)]
const combined = [signature(['interval', 'interval'], INTERVAL)]
const changed = [signature(['interval'], INTERVAL)]
const scaled = [signature(['interval', 'float64'], INTERVAL)]
const outOfRange = [DATETIME_FIELD_OVERFLOW]
const day = ['int32', 'int32', 'int32'] as const
const clock = ['int32', 'int32', 'float64'] as const
const written = ['timestamp', 'timestamptz', 'interval'] as const

/** Dates and times. Every session is in UTC; weeks are ISO's. Field names and zones are the binder's canonical ones. */
export const DATE_FUNCTIONS = {
  /** A date is taken as timestamptz, as in PostgreSQL. The third argument is the zone whose clock is cut. */
  date_trunc: settledBy(
    [0, 2],
    strict(
      [
        signature(['string', 'timestamp'], TIMESTAMP),
        signatureWithOptional(['string', 'timestamptz', 'string'], 1, TIMESTAMPTZ),
        signature(['string', 'interval'], INTERVAL),
      ],
      [INVALID_PARAMETER_VALUE],
    ),
  ),
  /** As extract, in float64. */
  date_part: settledBy([0], strictOrNull(ofField(FIELDED, FLOAT64), [INVALID_PARAMETER_VALUE])),
  extract: settledBy([0], strictOrNull(ofField(FIELDED, extractedType), [INVALID_PARAMETER_VALUE])),
  /** date_bin(stride, moment, origin). */
  date_bin: strict(
    timestampKinds.map((kind) => signature(['interval', kind, kind], lastType)),
    outOfRange,
  ),
  make_date: strict([signature(day, DATE)], outOfRange),
  make_time: strict([signature(clock, TIME)], outOfRange),
  make_timestamp: strict([signature([...day, ...clock], TIMESTAMP)], outOfRange),
  make_timestamptz: strict([signatureWithOptional([...day, ...clock, 'string'], 1, TIMESTAMPTZ)], outOfRange),
  /** Years, months, weeks, days, hours, minutes, seconds. */
  make_interval: strict([signature([...day, 'int32', ...clock], INTERVAL)], outOfRange),
  timestamp_of_epoch: strict([signature(['float64'], TIMESTAMPTZ)], outOfRange),
  /** timezone(zone, value): AT TIME ZONE. */
  timezone: settledBy(
    [0],
    strict(
      [signature(['string', 'timestamp'], TIMESTAMPTZ), signature(['string', 'timestamptz'], TIMESTAMP)],
      [INVALID_PARAMETER_VALUE, DATETIME_FIELD_OVERFLOW],
    ),
  ),
  age: strict(
    timestampKinds.map((kind) => signature([kind, kind], INTERVAL)),
    outOfRange,
  ),
  isfinite: strict(
    (['date', 'timestamp', 'timestamptz', 'interval'] as const).map((kind) => signature([kind], BOOLEAN)),
  ),
  /** overlaps(start, end, start, end); a pair in the wrong order is turned. */
  overlaps: called(
    (['date', 'time', ...timestampKinds] as const).map((kind) => signature([kind, kind, kind, kind], BOOLEAN)),
    'may give null',
  ),
  /** round_time(value, digits): what `timestamp(3)` keeps of a value. */
  round_time: strict((['time', ...timestampKinds] as const).map((kind) => signature([kind, 'int32'], firstType))),
  date_add_days: strict([signature(['date', 'int32'], DATE)], outOfRange),
  date_subtract_days: strict([signature(['date', 'int32'], DATE)], outOfRange),
  date_add_time: strict([signature(['date', 'time'], TIMESTAMP)], outOfRange),
  /** Days from the second date to the first. */
  date_difference: strict([signature(['date', 'date'], INT32)], outOfRange),
  /** Days and microseconds from the second to the first; never months. */
  timestamp_difference: strict(
    timestampKinds.map((kind) => signature([kind, kind], INTERVAL)),
    outOfRange,
  ),
  timestamp_add_interval: strict(shifted, outOfRange),
  timestamp_subtract_interval: strict(shifted, outOfRange),
  /** Months and days are of the calendar of a zone. */
  timestamptz_add_in_zone: strict([signature(['timestamptz', 'interval', 'string'], TIMESTAMPTZ)], outOfRange),
  time_difference: strict([signature(['time', 'time'], INTERVAL)]),
  /** Round the clock: only the interval's time counts. */
  time_add_interval: strict(shiftedTime),
  time_subtract_interval: strict(shiftedTime),
  interval_add: strict(combined, outOfRange),
  interval_subtract: strict(combined, outOfRange),
  interval_negate: strict(changed, outOfRange),
  interval_multiply: strict(scaled, outOfRange),
  interval_divide: strict(scaled, [DIVISION_BY_ZERO, DATETIME_FIELD_OVERFLOW]),
  /** interval_limit(interval, fields, digits): what `interval day to second(3)` keeps of a value. */
  interval_limit: strict([signature(['interval', 'string', 'int32'], INTERVAL)]),
  justify_days: strict(changed, outOfRange),
  justify_hours: strict(changed, outOfRange),
  justify_interval: strict(changed, outOfRange),
  /** to_char of dates, times and intervals, by a constant format; NULL for infinite ones. */
  datetime_to_char: strictOrNull(written.map((kind) => signature([kind, 'string'], STRING))),
  /** to_date and to_timestamp, by a constant format. */
  text_to_date: strict([signature(['string', 'string'], DATE)], [INVALID_DATETIME_FORMAT, DATETIME_FIELD_OVERFLOW]),
  text_to_timestamp: strict(
    [signature(['string', 'string'], TIMESTAMPTZ)],
    [INVALID_DATETIME_FORMAT, DATETIME_FIELD_OVERFLOW],
  ),
} as const

/** PostgreSQL's names of those that are called by name, lower-case. */
export const DATE_SQL_NAMES = {
  age: 'age',
  date_bin: 'date_bin',
  date_part: 'date_part',
  date_trunc: 'date_trunc',
  extract: 'extract',
  isfinite: 'isfinite',
  justify_days: 'justify_days',
  justify_hours: 'justify_hours',
  justify_interval: 'justify_interval',
  make_date: 'make_date',
  make_interval: 'make_interval',
  make_time: 'make_time',
  make_timestamp: 'make_timestamp',
  make_timestamptz: 'make_timestamptz',
  overlaps: 'overlaps',
  timezone: 'timezone',
  to_char: 'datetime_to_char',
  to_date: 'text_to_date',
  to_timestamp: 'timestamp_of_epoch',
} as const
