import type { EngineType } from '#arrow'
import { type ColumnStatistics, UNKNOWN_COLUMN } from '#plan'

/** What a histogram tells of a column's values. */
export type HistogramFacts = Pick<ColumnStatistics, 'distinct' | 'nullFraction' | 'commonValues' | 'histogram'>

/** A bucket: its values from the least to the greatest, the share of all rows it has, and how many values differ. */
interface Bucket {
  readonly least: string
  readonly greatest: string
  readonly share: number
  readonly distinct: number
}

/** Text that a histogram keeps, by its bytes: `base64:type254:` and they. */
const BASE64 = /^base64:type\d+:(.*)$/s

/**
 * A row of MySQL's information_schema.column_statistics
 * (https://dev.mysql.com/doc/refman/8.4/en/optimizer-statistics.html). An ENUM's and a SET's values are numbers there
 * that nothing else calls them by.
 * @returns undefined for what is not in the form of the manual, or of values of another type
 */
export function mysqlHistogram(text: string, type: EngineType): HistogramFacts | undefined {
  const kept = parsed(text)
  const { buckets: listed } = kept
  if (!Array.isArray(listed) || listed.length === 0 || !FORMS[type.kind]?.has(String(kept['data-type']))) {
    return undefined
  }
  const cumulative = listed.map(kept['histogram-type'] === 'singleton' ? singleton : equiHeight)
  const buckets = cumulative.flatMap((bucket, index) => {
    if (bucket === undefined) return []
    return [{ ...bucket, share: bucket.share - (cumulative[index - 1]?.share ?? 0) }]
  })
  if (buckets.length < listed.length) return undefined
  const nulls = kept['null-values']
  // Of a sample, the different values are not those of the table.
  const isWhole = kept['sampling-rate'] === 1 || kept['histogram-type'] === 'singleton'
  return { ...factsOf(buckets, isWhole), nullFraction: typeof nulls === 'number' ? nulls : null }
}

/** The histograms' names of the types whose values they keep as the engine writes them. */
const FORMS: Readonly<Partial<Record<EngineType['kind'], ReadonlySet<string>>>> = {
  int16: new Set(['int', 'uint']),
  int32: new Set(['int', 'uint']),
  int64: new Set(['int', 'uint']),
  uint64: new Set(['int', 'uint']),
  decimal: new Set(['decimal', 'int', 'uint']),
  float32: new Set(['double']),
  float64: new Set(['double']),
  date: new Set(['date']),
  timestamp: new Set(['datetime', 'timestamp']),
  timestamptz: new Set(['datetime', 'timestamp']),
  string: new Set(['string']),
}

/** `[value, share of the rows up to it]` */
function singleton(bucket: unknown): Bucket | undefined {
  const [value, share] = Array.isArray(bucket) ? bucket : []
  const text = valueText(value)
  return text === undefined || typeof share !== 'number'
    ? undefined
    : { least: text, greatest: text, share, distinct: 1 }
}

/** `[least, greatest, share of the rows up to it, different values]` */
function equiHeight(bucket: unknown): Bucket | undefined {
  const [from, to, share, distinct] = Array.isArray(bucket) ? bucket : []
  const [least, greatest] = [valueText(from), valueText(to)]
  if (least === undefined || greatest === undefined) return undefined
  return typeof share === 'number' && typeof distinct === 'number' ? { least, greatest, share, distinct } : undefined
}

function valueText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return undefined
  const [, bytes] = BASE64.exec(value) ?? []
  return bytes === undefined ? value : Buffer.from(bytes, 'base64').toString('utf8')
}

/**
 * MariaDB's mysql.column_stats: JSON of buckets, or what DECODE_HISTOGRAM makes of the older forms, how wide each of
 * equally many rows is as a part of the way from the least to the greatest value
 * (https://mariadb.com/kb/en/mysqlcolumn_stats-table/).
 * @returns undefined for what is in neither form, or of values that are not numbers there
 */
export function mariadbHistogram(
  text: string,
  type: EngineType,
  {
    least,
    greatest,
    nullFraction,
  }: { readonly least: string; readonly greatest: string; readonly nullFraction: number },
): HistogramFacts | undefined {
  if (text.startsWith('{')) return jsonBuckets(text, greatest, nullFraction)
  const widths = text.split(',').map(Number)
  const [from, to] = [packed(least, type), packed(greatest, type)]
  if (from === undefined || to === undefined || widths.length < 2 || !widths.every(Number.isFinite)) return undefined
  let place = 0
  const inner = widths.slice(0, -1).map((width) => {
    place += width
    return unpacked(from + (to - from) * Math.min(1, place), type)
  })
  return { distinct: null, nullFraction, commonValues: [], histogram: thinned([least, ...inner, greatest]) }
}

function jsonBuckets(text: string, last: string, nullFraction: number): HistogramFacts | undefined {
  const { histogram_hb: listed } = parsed(text)
  if (!Array.isArray(listed) || listed.length === 0) return undefined
  const starts = listed.map((bucket: unknown) => record(bucket)['start'])
  const buckets = listed.flatMap((bucket: unknown, index): readonly Bucket[] => {
    const { size, ndv, end } = record(bucket)
    const [least, greatest] = [starts[index], end ?? starts[index + 1] ?? last]
    if (typeof least !== 'string' || typeof greatest !== 'string') return []
    if (typeof size !== 'number' || typeof ndv !== 'number') return []
    return [{ least, greatest: ndv === 1 ? least : greatest, share: size * (1 - nullFraction), distinct: ndv }]
  })
  return buckets.length < listed.length ? undefined : { ...factsOf(buckets, true), nullFraction }
}

/** A bucket of one value is a frequent value; the others have about the same share each. */
function factsOf(buckets: readonly Bucket[], isWhole: boolean): Omit<HistogramFacts, 'nullFraction'> {
  const single = buckets.filter(({ least, greatest }) => least === greatest)
  const ranges = buckets.filter(({ least, greatest }) => least !== greatest)
  const [first] = ranges
  return {
    distinct: isWhole ? buckets.reduce((sum, { distinct }) => sum + distinct, 0) : null,
    commonValues: single
      .toSorted((a, b) => b.share - a.share)
      .slice(0, MOST)
      .map(({ least, share }) => ({ value: least, fraction: share })),
    histogram: first === undefined ? [] : thinned([first.least, ...ranges.map(({ greatest }) => greatest)]),
  }
}

/** Frequent values, and ranges of a histogram, that are kept of one. */
const MOST = 100

/** Bounds of equal shares, of fewer and larger ones where there are many. */
function thinned(bounds: readonly string[]): readonly string[] {
  const ranges = bounds.length - 1
  if (ranges <= MOST) return bounds
  return Array.from({ length: MOST + 1 }, (_, index) => bounds[Math.round((index * ranges) / MOST)] ?? '')
}

/** A value as the number MariaDB counts in: of a date its digits. */
function packed(value: string, type: EngineType): number | undefined {
  const isMoment = MOMENTS.has(type.kind)
  if (!isMoment && !NUMBERS.has(type.kind)) return undefined
  const digits = isMoment ? value.slice(0, 10).replaceAll('-', '') : value
  const number = Number(digits)
  return digits === '' || !Number.isFinite(number) ? undefined : number
}

function unpacked(number: number, type: EngineType): string {
  if (!MOMENTS.has(type.kind)) return String(INTEGERS.has(type.kind) ? Math.round(number) : number)
  const digits = Math.floor(number)
  const within = (value: number, most: number): string => String(Math.min(most, Math.max(1, value))).padStart(2, '0')
  const year = String(Math.floor(digits / 10_000)).padStart(4, '0')
  return `${year}-${within(Math.floor(digits / 100) % 100, 12)}-${within(digits % 100, 28)}`
}

const MOMENTS: ReadonlySet<EngineType['kind']> = new Set<EngineType['kind']>(['date', 'timestamp', 'timestamptz'])
const INTEGERS: ReadonlySet<EngineType['kind']> = new Set<EngineType['kind']>(['int16', 'int32', 'int64', 'uint64'])
const NUMBERS: ReadonlySet<EngineType['kind']> = new Set<EngineType['kind']>([
  ...INTEGERS,
  'decimal',
  'float32',
  'float64',
])

/** JSON as an object; an empty one for anything else. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(text))
  } catch {
    // Statistics guide choices only: what cannot be read is not known.
    return {}
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

/** The facts of a histogram over what else is known of the column. */
export function withHistogram(column: ColumnStatistics | undefined, facts: HistogramFacts): ColumnStatistics {
  const known = column ?? UNKNOWN_COLUMN
  return {
    ...known,
    distinct: known.distinct ?? facts.distinct,
    nullFraction: known.nullFraction ?? facts.nullFraction,
    commonValues: facts.commonValues,
    histogram: facts.histogram,
  }
}
