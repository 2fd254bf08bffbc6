import { expect, test } from 'vitest'
import {
  BatchBuilder,
  decimal,
  decodeBatches,
  type EngineType,
  encodeBatch,
  IntervalColumn,
  type PlainKind,
} from './index.ts'

const int = (kind: 'int16' | 'int32' | 'int64' | 'uint64'): EngineType => ({ kind })
const of = (kind: PlainKind): EngineType => ({ kind })

/** The physical values of texts, after a trip through Arrow IPC. */
function physical(type: EngineType, texts: readonly (string | null)[]): unknown[] {
  const builder = new BatchBuilder('shop', [{ name: 'c0', type, nullable: true }])
  const [column] = builder.columns
  for (const text of texts) {
    if (text === null) column?.appendNull()
    else column?.appendText(text)
    builder.endRow()
  }
  const [batch] = decodeBatches(encodeBatch(builder.take()))
  const vector = batch?.getChildAt(0)
  const data = vector?.data[0]
  return texts.map((_, row) => {
    if (vector?.isValid(row) !== true) return null
    if (type.kind === 'string' || type.kind === 'json' || type.kind === 'uuid' || type.kind === 'binary')
      return vector.get(row)
    if (type.kind === 'boolean') return vector.get(row)
    if (type.kind === 'decimal' && type.precision > 18) return decimal128(data?.values, row)
    if (type.kind === 'interval') return [...(data?.values ?? []).subarray(row * 16, row * 16 + 16)]
    return data?.values[row]
  })
}

function decimal128(words: Uint32Array, row: number): bigint {
  const view = new BigUint64Array(words.slice(row * 4, row * 4 + 4).buffer)
  return (BigInt.asIntN(64, view[1] ?? 0n) << 64n) + (view[0] ?? 0n)
}

/** Days and microseconds by JS Date, which is proleptic Gregorian too: only the tests may use it. */
function epochMs(year: number, month: number, day: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getTime()
}

const rejected = (type: EngineType, text: string): string => {
  try {
    physical(type, [text])
  } catch (error) {
    return error instanceof Error && 'code' in error ? `${error.code}: ${error.message}` : String(error)
  }
  return 'accepted'
}

test('booleans', () => {
  const texts = ['t', 'f', null, 'true', 'false', '1', '0', null, 't', 't']
  expect(physical(of('boolean'), texts)).toEqual([true, false, null, true, false, true, false, null, true, true])
  expect(rejected(of('boolean'), '2')).toContain('DATA_ERROR')
})

test('integers at their limits, every digit kept', () => {
  expect(physical(int('int16'), ['-32768', '32767', null])).toEqual([-32768, 32767, null])
  expect(physical(int('int32'), ['-2147483648', '2147483647', '-0'])).toEqual([-2147483648, 2147483647, 0])
  const big = [
    '-9223372036854775808',
    '9223372036854775807',
    '9007199254740993',
    '-9007199254740993',
    '-1',
    '0',
    '-4294967296',
    '4294967295',
  ]
  expect(physical(int('int64'), big)).toEqual(big.map(BigInt))
  expect(physical(int('uint64'), ['18446744073709551615', '0', '9223372036854775808'])).toEqual([
    18446744073709551615n,
    0n,
    9223372036854775808n,
  ])
})

test('around the powers of two where a JS number gives up', () => {
  const texts: string[] = []
  for (const power of [31n, 32n, 49n, 50n, 53n, 62n]) {
    for (const near of [-2n, -1n, 0n, 1n, 2n]) texts.push(String(2n ** power + near), String(-(2n ** power) + near))
  }
  expect(physical(int('int64'), texts)).toEqual(texts.map(BigInt))
})

test.each([
  [int('int16'), '32768'],
  [int('int32'), '2147483648'],
  [int('int64'), '9223372036854775808'],
  [int('uint64'), '-1'],
  [int('uint64'), '18446744073709551616'],
  [int('int32'), ''],
  [int('int32'), '1.5'],
  [int('int64'), '0x10'],
  [int('int64'), ' 1'],
])('an integer that does not fit is refused: %o %s', (type, text) => {
  expect(rejected(type, text)).toBe(
    `DATA_ERROR: Source "shop" sent ${JSON.stringify(text)} in column "c0", which does not fit the type ${type.kind}.`,
  )
})

test('floats, their specials and shortest forms', () => {
  const texts = ['1.7976931348623157e+308', '5e-324', 'NaN', 'Infinity', '-Infinity', '-0', '0.1', '1e22']
  expect(physical(of('float64'), texts)).toEqual([
    Number.MAX_VALUE,
    Number.MIN_VALUE,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    0.1,
    1e22,
  ])
  expect(physical(of('float32'), ['3.4028235e+38', '0.1'])).toEqual([Math.fround(3.4028235e38), Math.fround(0.1)])
  expect(rejected(of('float64'), '1e400')).toContain('DATA_ERROR')
  expect(rejected(of('float32'), '1e39')).toContain('DATA_ERROR')
  expect(rejected(of('float64'), '')).toContain('DATA_ERROR')
})

test('decimals of up to 18 digits are scaled integers', () => {
  const texts = [
    '0.00',
    '1',
    '-1.5',
    '9999999999999999.99',
    '-9999999999999999.99',
    '90071992547409.93',
    '.5',
    '1.500',
    '1e3',
    null,
  ]
  expect(physical(decimal(18, 2), texts)).toEqual([
    0n,
    100n,
    -150n,
    999999999999999999n,
    -999999999999999999n,
    9007199254740993n,
    50n,
    150n,
    100000n,
    null,
  ])
})

test('decimals of 19 to 38 digits are 128 bits wide', () => {
  const nines = '9'.repeat(38)
  expect(physical(decimal(38, 0), [nines, `-${nines}`, '0', '-1', '18446744073709551616'])).toEqual([
    BigInt(nines),
    -BigInt(nines),
    0n,
    -1n,
    18446744073709551616n,
  ])
  expect(physical(decimal(38, 10), ['1.5', '-0.0000000001'])).toEqual([15000000000n, -1n])
})

test.each([
  [decimal(5, 2), '1000.00'],
  [decimal(5, 2), '1.005'],
  [decimal(38, 0), '1'.repeat(39)],
  [decimal(20, 2), 'NaN'],
  [decimal(5, 2), '.'],
  [decimal(5, 2), '-'],
  [decimal(5, 2), ''],
  [decimal(5, 2), '1e-3'],
])('a decimal that would be rounded or cut is refused: %o %s', (type, text) => {
  expect(rejected(type, text)).toContain('DATA_ERROR')
})

test('dates in every year from 1 on', () => {
  const dates: readonly (readonly [number, number, number])[] = [
    [1970, 1, 1],
    [1969, 12, 31],
    [1, 1, 1],
    [1400, 2, 28],
    [1400, 3, 1],
    [1582, 10, 10],
    [1600, 2, 29],
    [1900, 2, 28],
    [1900, 3, 1],
    [2000, 2, 29],
    [2024, 2, 29],
    [9999, 12, 31],
    [12020, 6, 15],
  ]
  const texts = dates.map(
    ([y, m, d]) => `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`,
  )
  expect(physical(of('date'), texts)).toEqual(dates.map(([y, m, d]) => epochMs(y, m, d) / 86_400_000))
})

test('every day of four centuries follows the one before', () => {
  const texts: string[] = []
  for (let year = 1599; year < 2003; year += 1) {
    for (const day of ['01-01', '02-28', '03-01', '12-31']) texts.push(`${year}-${day}`)
  }
  const expected = texts.map((text) => {
    const [y = 0, m = 0, d = 0] = text.split('-').map(Number)
    return epochMs(y, m, d) / 86_400_000
  })
  expect(physical(of('date'), texts)).toEqual(expected)
})

test.each([
  '2023-02-29',
  '1900-02-29',
  '0000-00-00',
  '2200-00-08',
  '0000-01-01',
  '2020-13-01',
  '2020-04-31',
  '4714-11-23 BC',
  '0044-02-30 BC',
  'Infinity',
  '2020-1-1',
])('a date in no calendar, or outside the engine, is refused: %s', (text) => {
  expect(rejected(of('date'), text)).toContain('DATA_ERROR')
  expect(rejected(of('timestamp'), text)).toContain('DATA_ERROR')
})

test('times', () => {
  expect(physical(of('time'), ['00:00:00', '23:59:59.999999', '24:00:00', '12:34:56.7'])).toEqual([
    0n,
    86_399_999_999n,
    86_400_000_000n,
    45_296_700_000n,
  ])
  for (const text of ['24:00:01', '838:59:59', '-01:00:00', '12:60:00', '12:00:00.1234567']) {
    expect(rejected(of('time'), text)).toContain('DATA_ERROR')
  }
})

test('timestamps keep every microsecond, before 1970 and far from it', () => {
  const micros = (y: number, m: number, d: number, rest: bigint): bigint => BigInt(epochMs(y, m, d)) * 1000n + rest
  expect(
    physical(of('timestamp'), [
      '1970-01-01 00:00:00',
      '1969-12-31 23:59:59.999999',
      '2024-02-29 12:34:56.123456',
      '0001-01-01 00:00:00',
      '1400-03-01 00:00:00.000001',
      '9999-12-31 23:59:59.999999',
      '294247-01-10 04:00:54.775806',
      '1683-01-01 00:00:00.000001',
    ]),
  ).toEqual([
    0n,
    -1n,
    micros(2024, 2, 29, 45_296_123_456n),
    micros(1, 1, 1, 0n),
    micros(1400, 3, 1, 1n),
    micros(9999, 12, 31, 86_399_999_999n),
    9223372036854775806n,
    micros(1683, 1, 1, 1n),
  ])
  expect(rejected(of('timestamp'), '294276-12-31 23:59:59')).toContain('DATA_ERROR')
  expect(rejected(of('timestamp'), '2020-01-01 00:00:00+00')).toContain('DATA_ERROR')
})

test('moments before the year 1, and infinite ones', () => {
  expect(physical(of('date'), ['0001-12-31 BC', '0044-03-15 BC', '4714-11-24 BC', 'infinity', '-infinity'])).toEqual([
    -719_163, -735_160, -2_440_588, 2_147_483_647, -2_147_483_647,
  ])
  expect(physical(of('timestamp'), ['0001-12-31 23:59:59.5 BC', 'infinity', '-infinity'])).toEqual([
    -62_135_596_800_500_000n,
    9_223_372_036_854_775_807n,
    -9_223_372_036_854_775_807n,
  ])
  expect(physical(of('timestamptz'), ['0001-12-31 23:59:59.5+00 BC'])).toEqual([-62_135_596_800_500_000n])
})

test('timestamptz is an instant', () => {
  expect(
    physical(of('timestamptz'), [
      '1970-01-01 00:00:00+00',
      '1970-01-01 00:00:00',
      '1970-01-01 05:30:00+05:30',
      '1969-12-31 19:00:00-05',
      '1970-01-01T00:00:00Z',
    ]),
  ).toEqual([0n, 0n, 0n, 0n, 0n])
})

test('intervals keep months, days and microseconds apart', () => {
  const parts = (months: number, days: number, micros: bigint): number[] => {
    const view = new DataView(new ArrayBuffer(16))
    view.setInt32(0, months, true)
    view.setInt32(4, days, true)
    view.setBigInt64(8, micros, true)
    return [...new Uint8Array(view.buffer)]
  }
  expect(physical(of('interval'), ['P1Y2M-3DT4H5M6.7S', 'PT0S', 'PT-0.000001S', 'P-1Y-2M', '1 2 3', 'P1D'])).toEqual([
    parts(14, -3, 14_706_700_000n),
    parts(0, 0, 0n),
    parts(0, 0, -1n),
    parts(-14, 0, 0n),
    parts(1, 2, 3n),
    parts(0, 1, 0n),
  ])
  expect(rejected(of('interval'), '1 day')).toContain('DATA_ERROR')
  expect(rejected(of('interval'), 'P')).toContain('DATA_ERROR')
})

test('text of any script, empty text and null are three things', () => {
  const texts = ['', null, 'a', 'né', '日本語', '😀', 'x'.repeat(10_000), '\u0000', ' trailing ']
  expect(physical(of('string'), texts)).toEqual(texts)
})

test('binary and uuid', () => {
  expect(physical(of('binary'), ['\\x', '\\x00ff', null])).toEqual([new Uint8Array(), new Uint8Array([0, 255]), null])
  expect(rejected(of('binary'), 'ff')).toContain('DATA_ERROR')
  const uuid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
  expect(physical(of('uuid'), [uuid, uuid.toUpperCase(), uuid.replaceAll('-', '')])).toEqual([uuid, uuid, uuid])
  expect(rejected(of('uuid'), 'no')).toContain('DATA_ERROR')
})

test('a null in a column without nulls is refused', () => {
  const builder = new BatchBuilder('shop', [{ name: 'c0', type: int('int32'), nullable: false }])
  expect(() => builder.columns[0]?.appendNull()).toThrow('cannot be null')
})

test('physical integers, doubles, bytes and intervals are appended as they are', () => {
  const types = [
    of('date'),
    of('timestamp'),
    decimal(10, 2),
    decimal(30, 2),
    of('float64'),
    of('string'),
    of('interval'),
    of('boolean'),
  ]
  const builder = new BatchBuilder(
    'shop',
    types.map((type, n) => ({ name: `c${n}`, type, nullable: true })),
  )
  const [date, timestamp, short, long, float, text, interval, flag] = builder.columns
  date?.appendInteger(-1)
  timestamp?.appendInteger(-1n)
  short?.appendInteger(12345)
  long?.appendInteger(-12345n)
  float?.appendFloat(0.5)
  text?.appendBytes(Buffer.from('né'))
  if (interval instanceof IntervalColumn) interval.appendInterval(1, 2, 3n)
  flag?.appendInteger(1)
  builder.endRow()
  const batch = builder.take()
  expect(batch.getChildAt(0)?.data[0]?.values[0]).toBe(-1)
  expect(batch.getChildAt(1)?.data[0]?.values[0]).toBe(-1n)
  expect(batch.getChildAt(2)?.get(0)).toBe(12345n)
  expect(decimal128(batch.getChildAt(3)?.data[0]?.values, 0)).toBe(-12345n)
  expect(batch.getChildAt(4)?.get(0)).toBe(0.5)
  expect(batch.getChildAt(5)?.get(0)).toBe('né')
  expect(batch.getChildAt(6)?.data[0]?.values[0]).toBe(1)
  expect(batch.getChildAt(7)?.get(0)).toBe(true)
  expect(() => short?.appendFloat(1.5)).toThrow('does not fit')
  expect(() => flag?.appendInteger(2)).toThrow('does not fit')
})

test('batches are independent, full at their rows or their bytes', () => {
  const builder = new BatchBuilder('shop', [{ name: 'c0', type: of('string'), nullable: true }], 3000)
  const [column] = builder.columns
  const rows: number[] = []
  const values: unknown[] = []
  for (let n = 0; n < 7000; n++) {
    if (n % 3 === 0) column?.appendNull()
    else column?.appendText(String(n))
    builder.endRow()
    if (!builder.full) continue
    const batch = builder.take()
    rows.push(batch.numRows)
    values.push(...(batch.getChildAt(0) ?? []))
  }
  values.push(...(builder.take().getChildAt(0) ?? []))
  expect(rows).toEqual([3000, 3000])
  expect(values).toEqual(Array.from({ length: 7000 }, (_, n) => (n % 3 === 0 ? null : String(n))))
  for (let n = 0; n < 40; n++) {
    column?.appendText('x'.repeat(1024 * 1024))
    builder.endRow()
    if (builder.full) break
  }
  expect(builder.rows).toBe(32)
  expect(decodeBatches(encodeBatch(builder.take()))[0]?.numRows).toBe(32)
})

test('an empty batch has its schema', () => {
  const builder = new BatchBuilder('shop', [
    { name: 'c0', type: of('string'), nullable: true },
    { name: 'c1', type: of('boolean'), nullable: true },
  ])
  const batch = builder.take()
  expect(batch.numRows).toBe(0)
  expect(batch.schema.names).toEqual(['c0', 'c1'])
})
