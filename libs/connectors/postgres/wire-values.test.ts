import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  arrayOf,
  BatchBuilder,
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
  INTERVAL,
  isInteger,
  JSON_TYPE,
  JSONB,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  typeName,
  UINT64,
  UUID,
} from '#arrow'
import { prngOf } from '../../../test/random/prng.ts'
import { freshPostgresDatabase } from '../../../test/services/index.ts'
import { fieldsOf, type Physical, rowsOf } from '../testing.ts'
import { answerOf, decodeAnswer } from './testing/decode-answer.ts'
import { recordAnswer } from './testing/record-answer.ts'

// What the server prints of a value, read by the engine's own reader of texts, is what the decoder must make of its bytes.

const SEED = 20261127
const RANDOM_VALUES = 400

let client: pg.Client

beforeAll(async () => {
  const server = await freshPostgresDatabase()
  client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(`SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601'; SET bytea_output = 'hex';
    CREATE TYPE mood AS ENUM ('sad', 'it''s "ok"', '日本'); CREATE DOMAIN price AS numeric(10,2)`)
})

afterAll(() => client.end())

const { below, pick } = prngOf(SEED)
const digits = (count: number): string => Array.from({ length: count }, () => below(10)).join('')
const many = (make: () => string): string[] => Array.from({ length: RANDOM_VALUES }, make)

function randomNumber(): string {
  const whole = digits(1 + below(pick([2, 10, 20, 30])))
  const fraction = digits(below(pick([1, 4, 12])))
  return `${pick(['', '-'])}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

function randomMoment(): string {
  const year = pick([1 + below(9999), 1600 + below(700), 290_000 + below(4_000)])
  const part = (limit: number, first = 0): string => String(first + below(limit)).padStart(2, '0')
  const date = `${String(year).padStart(4, '0')}-${part(12, 1)}-${part(28, 1)}`
  return `${date} ${part(24)}:${part(60)}:${part(60)}.${digits(6)}${year < 4000 ? pick(['', ' BC']) : ''}`
}

const bits = (count: number): bigint =>
  BigInt.asIntN(count, BigInt(`0x${Array.from({ length: 16 }, () => below(16).toString(16)).join('')}`))

const NUMBERS = [
  '0',
  '-0',
  '0.0000',
  '1',
  '-1',
  '0.01',
  '-0.01',
  '0.1',
  '10',
  '9999',
  '10000',
  '9999.9999',
  '10000.0001',
  '123456789012345',
  '999999999999999',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '90071992547409.93',
  '-90071992547409.93',
  '9999999999999999.99',
  '-9999999999999999.99',
  '10000000000000000',
  '999999999999999999',
  '1000000000000000000',
  '9999999999999999999999999999.9999999999',
  '-9999999999999999999999999999.9999999999',
  '10000000000000000000000000000',
  '99999999999999999999999999999999999999',
  '-99999999999999999999999999999999999999',
  '100000000000000000000000000000000000000',
  '0.0000000001',
  '-0.0000000001',
  '0.00000000001',
  '0.12345678901',
  '1e-38',
  '1e37',
  '1e38',
  '1e40',
  '1e200',
  '-1e1000',
  '1e-1000',
  '4294967296',
  '4294967295',
  '18446744073709551615',
  '18446744073709551616',
  '-18446744073709551616',
  '340282366920938463463374607431768211456',
  '170141183460469231731687303715884105728',
  '12345678901234567890.5',
  'NaN',
]

interface Family {
  readonly sql: string
  readonly send: string
  readonly oid: number
  readonly types: readonly EngineType[]
  readonly values: readonly string[]
}

const FAMILIES: readonly Family[] = [
  {
    sql: 'numeric',
    send: 'numeric_send',
    oid: 1700,
    types: [
      decimal(38, 10),
      decimal(18, 2),
      decimal(38, 0),
      decimal(38, 38),
      decimal(19, 5),
      decimal(5, 1),
      decimal(15, 2),
      INT16,
      INT32,
      INT64,
      UINT64,
    ],
    values: [...NUMBERS, ...many(randomNumber)],
  },
  {
    sql: 'int2',
    send: 'int2send',
    oid: 21,
    types: [INT16, INT32, INT64, UINT64, decimal(4, 0), decimal(7, 2)],
    values: ['-32768', '32767', '0', '-1', ...many(() => String(bits(16)))],
  },
  {
    sql: 'int4',
    send: 'int4send',
    oid: 23,
    types: [INT32, INT16, INT64, UINT64, decimal(10, 0), decimal(20, 5)],
    values: ['-2147483648', '2147483647', '0', '-1', '32768', ...many(() => String(bits(32)))],
  },
  {
    sql: 'int8',
    send: 'int8send',
    oid: 20,
    types: [INT64, INT32, INT16, UINT64, decimal(18, 0), decimal(38, 10)],
    values: [
      '-9223372036854775808',
      '9223372036854775807',
      '0',
      '-1',
      '4294967296',
      '-4294967297',
      ...many(() => String(bits(64))),
    ],
  },
  { sql: 'oid', send: 'oidsend', oid: 26, types: [INT64, INT32], values: ['0', '4294967295', '2147483648'] },
  { sql: 'bool', send: 'boolsend', oid: 16, types: [BOOLEAN], values: ['t', 'f'] },
  {
    sql: 'float4',
    send: 'float4send',
    oid: 700,
    types: [FLOAT32],
    values: [
      'NaN',
      'Infinity',
      '-Infinity',
      '0',
      '-0',
      '3.4028235e38',
      '1e-45',
      '0.1',
      ...many(() => `${randomNumber().slice(0, 9)}e${below(60) - 30}`),
    ],
  },
  {
    sql: 'float8',
    send: 'float8send',
    oid: 701,
    types: [FLOAT64],
    values: [
      'NaN',
      'Infinity',
      '-Infinity',
      '0',
      '-0',
      '1.7976931348623157e308',
      '5e-324',
      '0.1',
      ...many(() => `${randomNumber().slice(0, 18)}e${below(400) - 200}`),
    ],
  },
  {
    sql: 'date',
    send: 'date_send',
    oid: 1082,
    types: [DATE],
    values: [
      'infinity',
      '-infinity',
      '4714-11-24 BC',
      '0001-01-01',
      '0001-12-31 BC',
      '1969-12-31',
      '1970-01-01',
      '2000-01-01',
      '5874897-12-31',
      '9999-12-31',
      ...many(() => randomMoment().replace(/ [\d:.]+/, '')),
    ],
  },
  {
    sql: 'time',
    send: 'time_send',
    oid: 1083,
    types: [TIME],
    values: ['00:00', '24:00', '23:59:59.999999', '12:34:56.7', ...many(() => randomMoment().split(' ')[1] ?? '')],
  },
  {
    sql: 'timestamp',
    send: 'timestamp_send',
    oid: 1114,
    types: [TIMESTAMP],
    values: [
      'infinity',
      '-infinity',
      '4714-11-24 00:00:00 BC',
      '1969-12-31 23:59:59.999999',
      '1970-01-01',
      '2000-01-01',
      '1999-12-31 23:59:59.999999',
      '294247-01-10 04:00:54.775806',
      '294247-01-10 04:00:54.775808',
      '294276-12-31 23:59:59.999999',
      ...many(randomMoment),
    ],
  },
  {
    sql: 'timestamptz',
    send: 'timestamptz_send',
    oid: 1184,
    types: [TIMESTAMPTZ],
    values: [
      'infinity',
      '-infinity',
      '4714-11-24 00:00:00+00 BC',
      '2024-02-29 12:00:00.000001+05:30',
      '294247-01-10 04:00:54.775806+00',
      '294276-12-31 23:59:59.999999+00',
      ...many(() => randomMoment().replace(/( BC)?$/, '+00$1')),
    ],
  },
  {
    sql: 'interval',
    send: 'interval_send',
    oid: 1186,
    types: [INTERVAL],
    values: [
      '0',
      '1 year -2 mons 3 days -04:05:06.7',
      '1000000 hours',
      '-178000000 years',
      '178000000 years',
      '2147483647 days',
      '-2147483648 days',
      '-0.000001 sec',
      ...many(() => `${below(4000) - 2000} months ${below(90_000) - 45_000} days ${bits(50)} microseconds`),
    ],
  },
  {
    sql: 'bytea',
    send: 'byteasend',
    oid: 17,
    types: [BINARY],
    values: ['\\x', '\\x00', '\\x00ff', ...many(() => `\\x${digits(2 * below(100))}`)],
  },
]

const REFUSED = 'refused'

/** The physical value of a text by the reader of texts. */
function fromText(type: EngineType, text: string): Physical | undefined {
  const builder = new BatchBuilder('orders', fieldsOf(type))
  try {
    builder.columns[0]?.appendText(text)
  } catch {
    return REFUSED
  }
  builder.endRow()
  return rowsOf(builder.take())[0]?.[0]
}

/** The physical value of a value's bytes by the decoder. */
function fromBytes(type: EngineType, oid: number, bytes: Buffer): Physical | undefined {
  const { rows, ending, error } = decodeAnswer([type], answerOf([oid], [[bytes]]))
  if (ending === 'complete') return rows[0]?.[0]
  expect(error).toMatchObject({ code: 'DATA_ERROR' })
  return REFUSED
}

describe('one value at a time, taken or refused as its text is', () => {
  test.each(FAMILIES)('$sql', async ({ sql, send, oid, types, values }) => {
    const query = `SELECT ${send}(v::${sql}) AS sent, v::${sql}::text AS shown FROM unnest($1::text[]) v`
    const { rows } = await client.query<{ sent: Buffer; shown: string }>(query, [values])
    expect(rows).toHaveLength(values.length)
    let refused = 0
    for (const type of types) {
      for (const { sent, shown } of rows) {
        const value = fromBytes(type, oid, sent)
        expect({ type: typeName(type), shown, value }).toEqual({
          type: typeName(type),
          shown,
          value: fromText(type, isInteger(type) ? shown.replace(/\.0+$/, '') : shown),
        })
        if (value === REFUSED) refused += 1
      }
    }
    expect(refused).toBeLessThan(rows.length * types.length)
  })
})

const COLUMNS: readonly (readonly [EngineType, string, readonly (string | null)[]])[] = [
  [STRING, 'text', ['', 'a', '日本\n😀', `it's "q" \\ `, 'x'.repeat(3000), null]],
  [STRING, 'varchar(9)', ['', 'abc ', 'é', null]],
  [STRING, 'char(5)', ['', 'ab', 'abcde', '日 本', null]],
  [STRING, '"char"', ['', 'a', ' ', null]],
  [STRING, 'name', ['', 'relname', null]],
  [STRING, 'mood', ['sad', `it's "ok"`, '日本', null]],
  [STRING, 'money', ['12.5', '-92233720368547758.08', null]],
  [STRING, 'tsvector', ['a b', '', null]],
  [STRING, 'timetz', ['12:00+05:30', null]],
  [STRING, 'inet', ['10.0.0.1/8', null]],
  [decimal(10, 2), 'price', ['1', '-99999999.99', null]],
  [decimal(7, 0), 'numeric(5,-2)', ['1234567', '-50', '0', null]],
  [decimal(38, 10), 'numeric', ['-0.0000000001', '9999999999999999999999999999.9999999999', null]],
  [UUID, 'uuid', ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', null]],
  [JSON_TYPE, 'json', ['{"b":1, "a" : [null]}', '1e400', '"\\u00e9"', null]],
  [JSONB, 'jsonb', ['{"b":1, "a" : [null]}', '1e40', '"\\u00e9"', null]],
  [INT64, 'xid', ['0', '4294967295', null]],
  [decimal(20, 0), 'xid8', ['0', '18446744073709551615', null]],
  [arrayOf(INT64), 'int8[]', ['{}', '{1,NULL,-9223372036854775808}', null]],
  [arrayOf(STRING), 'text[]', ['{}', '{"","a,b","NULL",NULL,"q\\"\\\\",é}', null]],
  [arrayOf(BOOLEAN), 'bool[]', ['{t,f,NULL}', null]],
  [arrayOf(FLOAT64), 'float8[]', ['{NaN,-Infinity,0.1}', null]],
  [arrayOf(decimal(38, 10)), 'numeric[]', ['{1.5,-0.0000000001}', null]],
  [arrayOf(DATE), 'date[]', ['{infinity,2024-02-29,"0044-03-15 BC"}', null]],
  [arrayOf(TIMESTAMPTZ), 'timestamptz[]', ['{"2024-02-29 12:00:00.000001+05:30"}', null]],
  [arrayOf(INTERVAL), 'interval[]', ['{"1 mon -3 days 04:05:06.7"}', null]],
  [arrayOf(BINARY), 'bytea[]', ['{"\\\\x00ff","\\\\x"}', null]],
  [arrayOf(UUID), 'uuid[]', ['{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}', null]],
]

test.each(COLUMNS)('a column of %o read from %s', async (type, sql, values) => {
  const list = values.map((value) => (value === null ? 'NULL' : client.escapeLiteral(value))).join(', ')
  const from = `FROM unnest(ARRAY[${list}]::text[]) v`
  const answer = await recordAnswer(client, { sql: `SELECT v::text::${sql} ${from}`, fields: fieldsOf(type) })
  const { rows } = await client.query<{ shown: string | null }>(`SELECT v::text::${sql}::text AS shown ${from}`)
  expect(rows).toHaveLength(values.length)
  expect(decodeAnswer([type], answer)).toMatchObject({
    ending: 'complete',
    rows: rows.map(({ shown }) => [shown === null ? null : fromText(type, shown)]),
  })
})

test('every row survives the trip whatever the chunks are', async () => {
  const types = [INT32, STRING, decimal(38, 10), BOOLEAN, TIMESTAMP, arrayOf(INT32)]
  const sql = `SELECT n, nullif(repeat('é', n % 300), ''), (n * 1234567890123.5)::numeric, n % 2 = 0,
    timestamp '1970-01-01' + n * interval '1 s', ARRAY[n, NULL] FROM generate_series(1, 300) n`
  const answer = await recordAnswer(client, { sql, fields: fieldsOf(...types) })
  const whole = decodeAnswer(types, answer)
  expect(whole).toMatchObject({ ending: 'complete', error: undefined, rest: Buffer.from('Z\0\0\0\x05I') })
  expect(whole.rows).toHaveLength(300)
  for (const size of [1, 2, 3, 5, 7, 64, 1000, 4096]) expect(decodeAnswer(types, answer, size)).toEqual(whole)
})
