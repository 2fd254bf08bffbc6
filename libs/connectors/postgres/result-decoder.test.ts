import { describe, expect, test } from 'vitest'
import { BOOLEAN, DATE, decimal, FLOAT64, INT32, INT64, INTERVAL, STRING, TIME, TIMESTAMP, UUID } from '#arrow'
import { AjnaError } from '#core'
import { prngOf } from '../../../test/random/prng.ts'
import { ServerError } from './backend-messages.ts'
import { MAX_ROW_BYTES } from './result-decoder.ts'
import { answerOf, decodeAnswer, message } from './testing/decode-answer.ts'

const INT4 = 23
const INT8 = 20
const TEXT = 25
const bytes = (...values: number[]): Buffer => Buffer.from(values)
const seven = bytes(0, 0, 0, 7)
/** The answer up to BindComplete, and its end. */
const start = (...oids: number[]): Buffer => answerOf(oids, []).subarray(0, -(6 + 12))
const end = answerOf([], []).subarray(-(6 + 12))
const rowHeader = (length: number, count: number): Buffer =>
  Buffer.concat([
    Buffer.from('D'),
    bytes(length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255, 0, count),
  ])

describe('an answer', () => {
  test('gives its rows and hands ReadyForQuery and what follows back', () => {
    const answer = Buffer.concat([answerOf([INT4], [[seven], [null]]), Buffer.from('next')])
    expect(decodeAnswer([INT32], answer)).toMatchObject({ rows: [[7], [null]], ending: 'complete', error: undefined })
    expect(decodeAnswer([INT32], answer).rest?.toString('latin1')).toBe('Z\0\0\0\x05Tnext')
  })

  test('is not disturbed by notices, settings and notifications', () => {
    const aside = Buffer.concat([
      message('N', Buffer.from('x')),
      message('S', Buffer.from('a\0b\0')),
      message('A', seven),
    ])
    const answer = answerOf([INT4], [[seven]])
    const parts: Buffer[] = []
    for (let at = 0; at < answer.length; ) {
      const next = at + 1 + answer.readInt32BE(at + 1)
      parts.push(aside, answer.subarray(at, next))
      at = next
    }
    for (const chunk of [1, 1000]) expect(decodeAnswer([INT32], Buffer.concat(parts), chunk).rows).toEqual([[7]])
  })

  test('may have no rows, and no columns', () => {
    expect(decodeAnswer([INT32], answerOf([INT4], []))).toMatchObject({ rows: [], ending: 'complete' })
    expect(decodeAnswer([], answerOf([], [[], []]))).toMatchObject({ rows: [[], []], ending: 'complete' })
  })

  test('with an error of the server fails as the server says', () => {
    const error = message('E', Buffer.from('SERROR\0C22012\0Mdivision by zero\0\0'))
    const answer = Buffer.concat([start(INT4), rowHeader(14, 1), bytes(0, 0, 0, 4), seven, error, end.subarray(-6)])
    for (const chunk of [1, 1000]) {
      const { rows, ending, error: thrown, rest } = decodeAnswer([INT32], answer, chunk)
      expect({ rows, ending, rest: rest?.length }).toEqual({ rows: [], ending: 'failed', rest: 6 })
      expect(thrown).toBeInstanceOf(ServerError)
      expect(thrown).toMatchObject({ severity: 'ERROR', code: '22012', message: 'division by zero' })
    }
  })
})

describe('what was planned is what is read', () => {
  test.each([
    [STRING, 16, true],
    [INT64, INT4, true],
    [INT32, TEXT, false],
    [INT32, 1700, true],
    [INT32, 701, false],
    [FLOAT64, INT4, false],
    [DATE, 1114, false],
    [TIMESTAMP, 1184, false],
    [UUID, TEXT, false],
    [decimal(5, 2), 12345, false],
    [BOOLEAN, INT4, false],
  ])('%o from the type %i: %s', (type, oid, isReadable) => {
    const { ending, error } = decodeAnswer([type], answerOf([oid], [[null]]))
    expect(ending).toBe(isReadable ? 'complete' : 'failed')
    if (isReadable) return
    expect(error).toMatchObject({ code: 'DATA_ERROR' })
    expect(error?.message).toContain(`Source "orders" sends column "c0" as a type (oid ${oid}) that cannot be read as`)
  })

  test('another number of columns fails before any row', () => {
    const { ending, error, rest } = decodeAnswer([INT32], answerOf([INT4, INT4], [[seven, seven]]))
    expect({ ending, rest: rest?.length }).toEqual({ ending: 'failed', rest: 6 })
    expect(error?.message).toContain('2 columns where 1 were planned')
  })

  test('text that is no UTF-8 fails naming its column', () => {
    const { ending, error } = decodeAnswer([STRING], answerOf([TEXT], [[bytes(0x61, 0xc3)]]))
    expect(ending).toBe('failed')
    expect(error?.message).toMatch(/Source "orders" sent ".*" in column "c0", which is not valid UTF-8/)
  })
})

const field = (length: number, value: Buffer): Buffer =>
  Buffer.concat([bytes(length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255), value])

describe('what is not the protocol breaks the connection', () => {
  test.each<[string, Buffer]>([
    ['an unknown message', Buffer.concat([start(INT4), message('?')])],
    ['rows before their description', answerOf([INT4], [[seven]]).subarray(5)],
    ['an end before the rows', Buffer.concat([start(INT4), end.subarray(-6)])],
    ['a second completion', Buffer.concat([start(INT4), end.subarray(0, 12), end])],
    ['a length below its own', Buffer.concat([start(INT4), Buffer.from('D\0\0\0\x03')])],
    ['a length beyond every message', Buffer.concat([start(INT4), bytes(0x44, 0x7f, 0xff, 0xff, 0xff)])],
    ['a row of two values for one', Buffer.concat([start(INT4), rowHeader(22, 2), field(4, seven), field(4, seven)])],
    ['a value longer than its row', Buffer.concat([start(TEXT), rowHeader(14, 1), field(5, seven)])],
    ['a value shorter than its type', Buffer.concat([start(INT4), rowHeader(13, 1), field(3, bytes(1, 2, 3))])],
    ['a row with bytes left over', Buffer.concat([start(INT4), rowHeader(15, 1), field(4, seven), bytes(0)])],
    ['a row that ends inside a length', Buffer.concat([start(INT4), rowHeader(8, 1), bytes(0, 0), message('N')])],
    ['a description cut off', Buffer.concat([message('1'), message('t', bytes(0, 0)), message('T', bytes(0, 9))])],
    ['an error without an end', Buffer.concat([message('1'), message('E', Buffer.from('SERROR'))])],
  ])('%s', (_, answer) => {
    const types = answer.includes(TEXT) && !answer.includes(INT4) ? [STRING] : [INT32]
    for (const chunk of [1, 3, 1000]) {
      const { rows, ending, error, rest } = decodeAnswer(types, answer, chunk)
      expect({ rows, ending, rest }).toMatchObject({ rows: [], rest: undefined })
      expect(error).toMatchObject({ code: 'SOURCE_UNREACHABLE', detail: { source: 'orders', retryable: true } })
      expect(error?.message).toContain(`Source "orders" sent what is not PostgreSQL's protocol`)
    }
  })

  test.each([
    ['digits of no decimal group', bytes(0, 1, 0, 0, 0, 0, 0, 0, 0x27, 0x10)],
    ['fewer groups than announced', bytes(0, 2, 0, 0, 0, 0, 0, 0, 0, 1)],
    ['a sign of no meaning', bytes(0, 1, 0, 0, 0x12, 0x34, 0, 0, 0, 1)],
    ['no header', bytes(0, 0)],
  ])('a numeric with %s', (_, value) => {
    for (const type of [decimal(18, 2), decimal(38, 10), INT32]) {
      expect(decodeAnswer([type], answerOf([1700], [[value]]))).toMatchObject({ ending: 'broken', rows: [] })
    }
  })
})

test('a row of 200 MB is read, in whatever parts it comes', { timeout: 120_000 }, () => {
  const text = Buffer.alloc(200_000_000, 'a')
  const { rows, ending } = decodeAnswer(
    [STRING, INT32],
    answerOf(
      [TEXT, INT4],
      [
        [text, seven],
        [Buffer.from('b'), seven],
      ],
    ),
    1_000_003,
  )
  expect(ending).toBe('complete')
  expect(rows.map(([value, number]) => [typeof value === 'string' ? value.length : value, number])).toEqual([
    [200_000_000, 7],
    [1, 7],
  ])
})

test('a longer row than is taken fails at its first bytes', () => {
  const announced = Buffer.concat([start(TEXT), rowHeader(MAX_ROW_BYTES, 1), bytes(0, 0, 0, 1)])
  for (const chunk of [1, 1000]) {
    const { ending, error } = decodeAnswer([STRING], announced, chunk)
    expect(ending).toBe('broken')
    expect(error).toMatchObject({ code: 'DATA_ERROR' })
    expect(error?.message).toContain(
      `a row of ${MAX_ROW_BYTES + 1} bytes, more than the ${MAX_ROW_BYTES} a row may have`,
    )
  }
})

test('after a failure the rest of the rows is passed over, the longest too', () => {
  const long = Buffer.alloc(3_000_000, 'a')
  const refused = bytes(0, 1, 0, 9, 0, 0, 0, 0, 0, 1)
  const rows = Array.from({ length: 5 }, (_, row) => [row === 1 ? refused : bytes(0, 0, 0, 0, 0, 0, 0, 0), long])
  for (const chunk of [999, 65_536, 10_000_000]) {
    const decoded = decodeAnswer([decimal(5, 2), STRING], answerOf([1700, TEXT], rows), chunk)
    expect(decoded).toMatchObject({ rows: [], ending: 'failed', rest: Buffer.from('Z\0\0\0\x05T') })
    expect(decoded.error).toMatchObject({ code: 'DATA_ERROR' })
  }
})

describe('mutated answers', () => {
  const SEED = 5
  const CASES = 2500
  const types = [
    INT32,
    INT64,
    decimal(15, 2),
    decimal(38, 10),
    STRING,
    DATE,
    TIME,
    TIMESTAMP,
    INTERVAL,
    BOOLEAN,
    FLOAT64,
    UUID,
  ]
  const oids = [INT4, INT8, 1700, 1700, TEXT, 1082, 1083, 1114, 1186, 16, 701, 2950]
  const eight = bytes(0, 2, 0, 4, 5, 6, 7, 8)
  const number = bytes(0, 2, 0, 0, 0x40, 0, 0, 2, 0, 12, 0x11, 0x94)
  const row = [
    seven,
    eight,
    number,
    number,
    Buffer.from('héllo'),
    seven,
    bytes(0, 0, 0, 9, 1, 2, 3, 4),
    eight,
    Buffer.alloc(16, 1),
    bytes(1),
    eight,
    Buffer.from('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'),
  ]
  const answer = answerOf(
    oids,
    Array.from({ length: 20 }, (_, index) => row.map((value, column) => ((index + column) % 7 === 0 ? null : value))),
  )
  const whole = decodeAnswer(types, answer)

  const random = prngOf(SEED)
  function mutate(): Buffer {
    const copy = Buffer.from(answer)
    for (let changes = 1 + random.below(4); changes > 0; changes -= 1)
      copy[random.below(copy.length)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)])
    const at = random.below(copy.length)
    const piece = copy.subarray(at, at + random.below(200))
    return random.pick([
      copy,
      copy,
      copy.subarray(0, at),
      Buffer.concat([copy.subarray(0, at), copy.subarray(at + piece.length)]),
      Buffer.concat([copy.subarray(0, at), piece, copy.subarray(at)]),
    ])
  }

  test(`${CASES} of seed ${SEED}: a typed error, or an answer; never rows of one that is not whole`, () => {
    expect(whole).toMatchObject({ ending: 'complete', error: undefined })
    const endings = new Map<string, number>()
    for (let index = 0; index < CASES; index += 1) {
      const { rows, ending, error } = decodeAnswer(types, mutate(), random.pick([7, 64, 4096, 4096]))
      endings.set(ending, (endings.get(ending) ?? 0) + 1)
      const isTyped = error === undefined || error instanceof AjnaError || error instanceof ServerError
      expect({ index, isTyped, error: isTyped ? '' : String(error) }).toEqual({ index, isTyped: true, error: '' })
      if (ending !== 'complete') expect({ index, rows }).toEqual({ index, rows: [] })
      if (ending === 'failed' || ending === 'broken') expect(error).toBeDefined()
    }
    expect([...endings.keys()].sort()).toEqual(['broken', 'complete', 'failed', 'open'])
  })
})
