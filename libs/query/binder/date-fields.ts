import type { TypeKind } from '#arrow'

/** The fields of dates and times by every name PostgreSQL takes, under one name each. */
const FIELDS: ReadonlyMap<string, string> = new Map(
  [
    'microseconds microsecond us usec usecs usecond useconds',
    'milliseconds millisecond ms msec msecs msecond mseconds',
    'second seconds s sec secs',
    'minute minutes m min mins',
    'hour hours h hr hrs',
    'day days d',
    'week weeks w',
    'month months mon mons',
    'quarter quarters qtr',
    'year years y yr yrs',
    'decade decades dec decs',
    'century centuries c cent',
    'millennium millennia mil mils',
    'dow',
    'isodow',
    'doy',
    'isoyear',
    'epoch',
    'julian jd j',
    'timezone',
    'timezone_hour timezone_h',
    'timezone_minute timezone_m',
  ].flatMap((line) => {
    const names = line.split(' ')
    return names.map((name): [string, string] => [name, names[0] ?? name])
  }),
)

const TIME_FIELDS = ['microseconds', 'milliseconds', 'second', 'minute', 'hour']
const LONG_FIELDS = ['month', 'quarter', 'year', 'decade', 'century', 'millennium']
const ZONE_FIELDS = ['timezone', 'timezone_hour', 'timezone_minute']
const CALENDAR_FIELDS = ['week', 'dow', 'isodow', 'doy', 'isoyear']

const EXTRACTABLE: Readonly<Partial<Record<TypeKind, ReadonlySet<string>>>> = {
  date: new Set(['day', 'epoch', 'julian', ...LONG_FIELDS, ...CALENDAR_FIELDS]),
  time: new Set(['epoch', ...TIME_FIELDS]),
  timestamp: new Set(['day', 'epoch', 'julian', ...TIME_FIELDS, ...LONG_FIELDS, ...CALENDAR_FIELDS]),
  timestamptz: new Set(['day', 'epoch', 'julian', ...TIME_FIELDS, ...LONG_FIELDS, ...CALENDAR_FIELDS, ...ZONE_FIELDS]),
  interval: new Set(['day', 'week', 'epoch', ...TIME_FIELDS, ...LONG_FIELDS]),
}

const TRUNCATABLE: Readonly<Partial<Record<TypeKind, ReadonlySet<string>>>> = {
  timestamp: new Set(['day', 'week', ...TIME_FIELDS, ...LONG_FIELDS]),
  timestamptz: new Set(['day', 'week', ...TIME_FIELDS, ...LONG_FIELDS]),
  interval: new Set(['day', ...TIME_FIELDS, ...LONG_FIELDS]),
}

/** The engine's name of a field, in any case; undefined for a field it does not have. */
export function fieldNamed(text: string): string | undefined {
  return FIELDS.get(text.trim().toLowerCase())
}

/** Every name a field may have. */
export function fieldNames(): Iterable<string> {
  return FIELDS.keys()
}

/** Whether values of the kind have the field to extract, or to be truncated to. */
export function hasField(kind: TypeKind, field: string, use: 'extract' | 'truncate'): boolean {
  return (use === 'extract' ? EXTRACTABLE : TRUNCATABLE)[kind]?.has(field) ?? false
}

/** Whether the field is a part of the time of day, which a date does not have. */
export function isTimeField(field: string): boolean {
  return TIME_FIELDS.includes(field)
}
