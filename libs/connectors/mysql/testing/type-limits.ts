import {
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  type EngineType,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  JSON_TYPE,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UINT64,
  UUID,
} from '#arrow'
import type { Prng } from '../../../../test/random/prng.ts'
import type { Physical } from '../../testing.ts'

/** How the server says in text what a column holds, and how a decoded value says the same. */
export interface Judge {
  readonly text: string
  readonly print: (value: Physical) => string
  /** Where equal values may be written otherwise. */
  readonly same?: (text: string, printed: string) => boolean
}

export interface Case {
  /** As CREATE TABLE takes it; `c` in texts is the column. */
  readonly declaration: string
  readonly type: EngineType
  readonly judge: Judge
  readonly limits: readonly string[]
  readonly random: (prng: Prng) => string
}

const PLAIN: Judge = { text: 'CAST(c AS CHAR)', print: String }
const YEAR: Judge = { text: 'CAST(c + 0 AS CHAR)', print: String }
const BITS: Judge = {
  text: 'CAST(c + 0 AS CHAR)',
  print: (value) => String(typeof value === 'boolean' ? Number(value) : value),
}
/** The shortest digits that make the double again: which those are is the printer's choice. */
const FLOAT: Judge = {
  text: 'CAST(CAST(c AS DOUBLE) AS CHAR)',
  print: String,
  same: (text, printed) => Number(text) === Number(printed),
}
const TEXT: Judge = {
  text: 'HEX(CONVERT(c USING utf8mb4))',
  print: (value) => Buffer.from(String(value)).toString('hex').toUpperCase(),
}
const BYTES: Judge = { text: 'HEX(c)', print: (value) => String(value).toUpperCase() }
const DAY: Judge = {
  text: 'CAST(c AS CHAR)',
  print: (value) => new Date(Number(value) * 86_400_000).toISOString().slice(0, 10),
}
const MOMENT: Judge = {
  text: 'CAST(CAST(c AS DATETIME(6)) AS CHAR)',
  print: (value) => momentText(BigInt(String(value))),
}
const CLOCK: Judge = {
  text: 'CAST(CAST(c AS TIME(6)) AS CHAR)',
  print: (value) => momentText(BigInt(String(value))).slice(11),
}

function momentText(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n
  const text = new Date(Number((micros - fraction) / 1000n)).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 19)}.${String(fraction).padStart(6, '0')}`
}

function scaled(scale: number): Judge {
  const print = (value: Physical): string => {
    const digits = String(value)
      .replace('-', '')
      .padStart(scale + 1, '0')
    const sign = String(value).startsWith('-') ? '-' : ''
    return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  }
  return { text: 'CAST(c AS CHAR)', print }
}

function digits(prng: Prng, count: number): string {
  return Array.from({ length: count }, () => prng.below(10)).join('')
}

function integers(declaration: string, type: EngineType, bits: bigint): Case {
  const unsigned = declaration.includes('unsigned')
  const [min, max] = unsigned ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]
  const random = (prng: Prng): string => String(min + (BigInt(digits(prng, 1 + prng.below(20))) % (max - min + 1n)))
  return { declaration, type, judge: PLAIN, limits: [min, max, 0n, 1n, max - 1n, min + 1n].map(String), random }
}

function decimals(precision: number, scale: number): Case {
  const nines = '9'.repeat(precision)
  const point = (text: string): string => (scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`)
  return {
    declaration: `decimal(${precision},${scale})`,
    type: decimal(precision, scale),
    judge: scaled(scale),
    limits: [point(nines), `-${point(nines)}`, '0', `-0.${'0'.repeat(scale)}1`, '1', '-1'],
    random: (prng) => `${prng.pick(['', '-'])}${point(digits(prng, precision - prng.below(precision - scale)))}`,
  }
}

function texts(declaration: string, length: number): Case {
  const characters = ["''", 'a', 'é', '日', '😀', ' ', '\n', '\\', '%', '\u0000', 'Z'] as const
  const random = (prng: Prng): string =>
    `'${Array.from({ length: prng.below(length + 1) }, () => prng.pick(characters)).join('')}x'`
  return {
    declaration: `${declaration} CHARACTER SET utf8mb4`,
    type: STRING,
    judge: TEXT,
    limits: ["''", `'${'x'.repeat(length)}'`, `'${'😀'.repeat(length)}'`],
    random,
  }
}

function bytes(declaration: string, length: number): Case {
  const random = (prng: Prng): string =>
    `x'${Array.from({ length: 2 * prng.below(length + 1) }, () => prng.below(16).toString(16)).join('')}'`
  return {
    declaration,
    type: BINARY,
    judge: BYTES,
    limits: ["x''", `x'${'ff'.repeat(length)}'`, `x'${'00'.repeat(length)}'`],
    random,
  }
}

function clock(prng: Prng, places: number): string {
  const two = (below: number): string => String(prng.below(below)).padStart(2, '0')
  return `${two(24)}:${two(60)}:${two(60)}${places === 0 ? '' : `.${digits(prng, places)}`}`
}

function day(prng: Prng, firstYear: number, lastYear: number): string {
  const year = String(firstYear + prng.below(lastYear - firstYear + 1)).padStart(4, '0')
  return `${year}-${String(1 + prng.below(12)).padStart(2, '0')}-${String(1 + prng.below(28)).padStart(2, '0')}`
}

function moments(
  declaration: string,
  type: EngineType,
  years: readonly [number, number],
  limits: readonly string[],
): Case {
  const places = Number(/\((\d)\)/.exec(declaration)?.[1] ?? 0)
  const random = (prng: Prng): string => `'${day(prng, ...years)} ${clock(prng, places)}'`
  return { declaration: `${declaration} NULL`, type, judge: MOMENT, limits: limits.map((text) => `'${text}'`), random }
}

function floats(declaration: string, type: EngineType, limits: readonly string[], exponent: number): Case {
  const random = (prng: Prng): string =>
    `${prng.pick(['', '-'])}${prng.below(10)}.${digits(prng, 1 + prng.below(16))}e${prng.below(2 * exponent) - exponent}`
  return { declaration, type, judge: FLOAT, limits, random }
}

/** Cases by the name that the catalog has for their type. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  tinyint: [integers('tinyint', INT16, 8n), integers('tinyint unsigned', INT16, 8n), integers('tinyint(1)', INT16, 8n)],
  smallint: [integers('smallint', INT16, 16n), integers('smallint unsigned', INT32, 16n)],
  mediumint: [integers('mediumint', INT32, 24n), integers('mediumint unsigned', INT32, 24n)],
  int: [integers('int', INT32, 32n), integers('int unsigned', INT64, 32n)],
  bigint: [integers('bigint', INT64, 64n), integers('bigint unsigned', UINT64, 64n)],
  year: [
    {
      declaration: 'year',
      type: INT16,
      judge: YEAR,
      limits: ['0', '1901', '2155'],
      random: (prng) => String(1901 + prng.below(255)),
    },
  ],
  float: [
    floats('float', FLOAT32, ['0', '3.402823e38', '-3.402823e38', '1.17549435e-38', '1e-45', '16777217', '0.1'], 38),
  ],
  double: [
    floats(
      'double',
      FLOAT64,
      [
        '0',
        '1.7976931348623157e308',
        '-1.7976931348623157e308',
        '2.2250738585072014e-308',
        '5e-324',
        '0.1',
        '9007199254740993',
      ],
      300,
    ),
  ],
  decimal: [
    decimals(1, 0),
    decimals(9, 2),
    decimals(15, 2),
    decimals(15, 0),
    decimals(18, 0),
    decimals(18, 18),
    decimals(19, 4),
    decimals(38, 10),
    decimals(38, 30),
  ],
  bit: [
    {
      declaration: 'bit(1)',
      type: BOOLEAN,
      judge: BITS,
      limits: ["b'0'", "b'1'"],
      random: (prng) => `b'${prng.below(2)}'`,
    },
    {
      declaration: 'bit(10)',
      type: UINT64,
      judge: BITS,
      limits: ["b'0'", "b'1111111111'"],
      random: (prng) => `${prng.below(1024)}`,
    },
    {
      declaration: 'bit(64)',
      type: UINT64,
      judge: BITS,
      limits: ["b'0'", '18446744073709551615', '9223372036854775808', '9007199254740993'],
      random: (prng) => digits(prng, 19),
    },
  ],
  char: [texts('char(10)', 9)],
  varchar: [texts('varchar(300)', 260)],
  tinytext: [texts('tinytext', 60)],
  text: [texts('text', 9000)],
  mediumtext: [texts('mediumtext', 20)],
  longtext: [texts('longtext', 70_000)],
  enum: [
    {
      declaration: "enum('sad','happy','é')",
      type: STRING,
      judge: TEXT,
      limits: ["'sad'", "'é'"],
      random: (prng) => prng.pick(["'sad'", "'happy'"]),
    },
  ],
  set: [
    {
      declaration: "set('a','b','ü')",
      type: STRING,
      judge: TEXT,
      limits: ["''", "'a,b,ü'"],
      random: (prng) => prng.pick(["'a'", "'b,ü'"]),
    },
  ],
  binary: [bytes('binary(5)', 5)],
  varbinary: [bytes('varbinary(300)', 260)],
  tinyblob: [bytes('tinyblob', 255)],
  blob: [bytes('blob', 9000)],
  mediumblob: [bytes('mediumblob', 20)],
  longblob: [bytes('longblob', 70_000)],
  date: [
    {
      declaration: 'date',
      type: DATE,
      judge: DAY,
      limits: ["'0001-01-01'", "'9999-12-31'", "'1970-01-01'", "'2000-02-29'", "'1900-03-01'"],
      random: (prng) => `'${day(prng, 1, 9999)}'`,
    },
  ],
  datetime: [
    moments('datetime', TIMESTAMP, [1, 9999], ['0001-01-01 00:00:00', '9999-12-31 23:59:59']),
    moments('datetime(3)', TIMESTAMP, [1, 9999], ['1000-01-01 00:00:00.001', '1969-12-31 23:59:59.999']),
    moments(
      'datetime(6)',
      TIMESTAMP,
      [1, 9999],
      [
        '0001-01-01 00:00:00.000001',
        '9999-12-31 23:59:59.999999',
        '1684-07-28 00:00:00.000001',
        '2255-06-06 00:00:00.999999',
      ],
    ),
  ],
  timestamp: [
    moments('timestamp', TIMESTAMPTZ, [1971, 2037], ['1970-01-01 00:00:01', '2038-01-19 03:14:07']),
    moments('timestamp(6)', TIMESTAMPTZ, [1971, 2037], ['1970-01-01 00:00:01.000001', '2038-01-19 03:14:07.999999']),
  ],
  time: [
    {
      declaration: 'time',
      type: TIME,
      judge: CLOCK,
      limits: ["'00:00:00'", "'23:59:59'"],
      random: (prng) => `'${clock(prng, 0)}'`,
    },
    {
      declaration: 'time(6)',
      type: TIME,
      judge: CLOCK,
      limits: ["'00:00:00.000001'", "'23:59:59.999999'"],
      random: (prng) => `'${clock(prng, 6)}'`,
    },
  ],
  json: [
    {
      declaration: 'json',
      type: JSON_TYPE,
      judge: TEXT,
      limits: ["'{}'", '\'[1.5, null, "é😀"]\''],
      random: (prng) => `'{"a": ${prng.below(1000)}}'`,
    },
  ],
  uuid: [
    {
      declaration: 'uuid',
      type: UUID,
      judge: PLAIN,
      limits: ["'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"],
      random: (prng) => `'${[8, 4, 4, 4, 12].map((count) => digits(prng, count)).join('-')}'`,
    },
  ],
}

/** Judges whose texts are the column's own: a column declared as string reads the same. */
export const OWN_TEXT: ReadonlySet<Judge> = new Set([PLAIN, TEXT, DAY, MOMENT, CLOCK])
