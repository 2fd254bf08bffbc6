import { describe, expect, test } from 'vitest'
import { Answer } from './answer.ts'
import { WIRE_TYPE } from './column-definition.ts'
import { collected, definition, eof, err, feed, ok, packets, row } from './testing.ts'
import { RowTooLarge, WireFault } from './wire-fault.ts'

const INTEGER = definition({ type: WIRE_TYPE.long })
const TEXT = definition({ type: WIRE_TYPE.varString })

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

const rows = [row([int(7), Buffer.from('\u0003abc')]), row([null, null]), row([int(-1), Buffer.from([0])])]
/** A row without its header byte, as the sink gets it. */
const hex = rows.map((payload) => payload.toString('hex', 1))

describe('an answer', () => {
  const head = [Buffer.from([2]), INTEGER, TEXT]
  const forms = {
    'with EOF packets': [...head, eof(), ...rows, eof()],
    'without EOF packets': [...head, ...rows, ok(0xfe)],
    "with MariaDB's extended metadata": [
      Buffer.from([2]),
      definition({ type: WIRE_TYPE.long, extended: Buffer.alloc(0) }),
      definition({ type: WIRE_TYPE.string, extended: Buffer.from('\u0000\u0004uuid') }),
      eof(),
      ...rows,
      eof(),
    ],
  }

  test.each(Object.entries(forms))('%s, however it is cut into chunks', (_form, payloads) => {
    const bytes = packets(payloads)
    for (let size = 1; size <= bytes.length + 1; size += 1) {
      const { answer, results } = collected()
      const end = feed(answer, Buffer.concat([bytes, Buffer.from('rest')]), size)
      expect(results).toEqual([hex])
      expect(end?.packet).toEqual(payloads.at(-1))
      expect('rest'.startsWith(String(end?.rest))).toBe(true)
    }
  })

  test('sequence ids wrap around', () => {
    const many = Array.from({ length: 600 }, (_, index) => row([int(index)]))
    const bytes = packets([Buffer.from([1]), INTEGER, eof(), ...many, eof()])
    const { answer, results } = collected()
    expect(feed(answer, bytes, 1000)?.packet).toEqual(eof())
    expect(results[0]).toHaveLength(600)
  })

  test('an error ends it, before, between and after rows', () => {
    const failure = err(1317, '70100', 'interrupted')
    for (const payloads of [[], [...head, eof()], [...head, eof(), ...rows]]) {
      const { answer } = collected()
      expect(feed(answer, packets([...payloads, failure]), 16)?.packet).toEqual(failure)
    }
  })

  test('it may have no rows, or further results', () => {
    const nothing = collected()
    expect(feed(nothing.answer, packets([ok(0x00)]), 4)?.packet).toEqual(ok(0x00))
    expect(nothing.results).toEqual([])
    const called = collected()
    const payloads = [
      ...head,
      eof(),
      ...rows,
      eof(10),
      Buffer.from([1]),
      INTEGER,
      eof(),
      row([int(5)]),
      eof(10),
      ok(0x00),
    ]
    expect(feed(called.answer, packets(payloads), 9)?.packet).toEqual(ok(0x00))
    expect(called.results).toEqual([hex, ['0005000000']])
  })
})

describe('long rows', () => {
  test.each([0xffffff - 1, 0xffffff, 0xffffff + 1, 2 * 0xffffff])('a row of %i bytes', (length) => {
    const long = Buffer.alloc(length, 'x')
    long.writeUInt8(0, 0)
    const bytes = packets([Buffer.from([1]), TEXT, eof(), ...rows.slice(0, 1), long, eof()])
    const sizes: number[] = []
    const answer = new Answer({ described: () => (_bytes, _view, at, end) => void sizes.push(end - at) }, 1, 1 << 26)
    expect(feed(answer, bytes, 1 << 20)?.packet).toEqual(eof())
    expect(sizes).toEqual([(rows[0]?.length ?? 0) - 1, length - 1])
  })

  test('one over the bound is refused before it is held', () => {
    const bytes = packets([Buffer.from([1]), TEXT, eof(), Buffer.alloc(2000)])
    expect(() => feed(collected(1000).answer, bytes, 100)).toThrow(RowTooLarge)
  })
})

describe('damage', () => {
  const bytes = packets([Buffer.from([2]), INTEGER, TEXT, eof(), ...rows, eof()])

  test.each<[string, () => Buffer]>([
    ['a packet is missing', () => Buffer.concat([bytes.subarray(0, 5), bytes.subarray(5 + 4 + INTEGER.length)])],
    ['a packet comes twice', () => Buffer.concat([bytes.subarray(0, 5), bytes])],
    ['a column definition is cut', () => packets([Buffer.from([1]), INTEGER.subarray(0, -1), eof()])],
    ['no number of columns', () => packets([Buffer.from([0xfc, 1])])],
    ['more columns than a table can have', () => packets([Buffer.from([0xfd, 0, 0, 1])])],
    ['a file is asked for', () => packets([Buffer.from([0xfb, 47])])],
    ['a packet is empty', () => packets([Buffer.from([1]), INTEGER, eof(), Buffer.alloc(0)])],
    ['a row of another protocol', () => packets([Buffer.from([1]), INTEGER, eof(), Buffer.from([3, 49, 50, 51])])],
    ['an OK is cut', () => packets([Buffer.from([1]), INTEGER, eof(), Buffer.from([0xfe, 0, 0, 2])])],
  ])('%s', (_what, damaged) => {
    expect(() => feed(collected().answer, damaged(), 7)).toThrow(WireFault)
    expect(() => feed(collected().answer, damaged(), 1 << 16)).toThrow(WireFault)
  })

  test('an answer that is cut has no end', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      expect(feed(collected().answer, bytes.subarray(0, length), 11)).toBeUndefined()
    }
  })
})
