import { describe, expect, it } from 'vitest'
import { withScale } from './number-text.ts'
import { dateText } from './time-text.ts'
import { NUMBER_BYTES, safeInt64, writeDate, writeDecimal, writeInteger } from './write-number.ts'
import { csvTextBound, jsonTextBound, writeCsvText, writeJsonText } from './write-text.ts'

/** Whole numbers around every power of ten and of two that a number holds exactly, and random ones of all lengths. */
function integers(): number[] {
  const edges = Array.from({ length: 54 }, (_, power) => 2 ** power)
  const tens = Array.from({ length: 16 }, (_, power) => 10 ** power)
  let state = 12345
  const random = Array.from({ length: 2000 }, (_, index) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return Math.floor((state / 2 ** 32) * 10 ** (index % 16))
  })
  const magnitudes = [...edges, ...tens, ...random].flatMap((value) => [value - 1, value, value + 1])
  return magnitudes.flatMap((value) => [value, -value]).filter((value) => Number.isSafeInteger(value))
}

/** What a writer writes, between bytes that it must not touch. */
function written(most: number, write: (out: Uint8Array, at: number) => number): string {
  const out = new Uint8Array(most + 8).fill(7)
  const end = write(out, 4)
  expect(end - 4).toBeLessThanOrEqual(most)
  expect([...out.subarray(0, 4), ...out.subarray(4 + most)]).toEqual([7, 7, 7, 7, 7, 7, 7, 7])
  return Buffer.from(out.subarray(4, end)).toString()
}

describe('numbers as bytes', () => {
  it('are the digits of integers', () => {
    for (const value of integers()) {
      expect(written(NUMBER_BYTES, (out, at) => writeInteger(value, out, at))).toBe(String(value === 0 ? 0 : value))
    }
  })

  it.each([1, 2, 5, 9, 10, 15])('have their point in decimals of %i places', (scale) => {
    for (const value of integers()) {
      const digits = String(value === 0 ? 0 : value)
      expect(written(NUMBER_BYTES, (out, at) => writeDecimal(value, scale, out, at))).toBe(withScale(digits, scale))
    }
  })

  it('are dates of four-digit years, again and again, and none of other years', () => {
    const days = [-719_162, -1, 0, 59, 11_016, 19_783, 32_767, 32_768, 2_932_896]
    for (const day of [...days, ...days]) {
      expect(written(NUMBER_BYTES, (out, at) => writeDate(day, out, at))).toBe(dateText(day))
    }
    for (const day of [-719_163, 2_932_897, 2 ** 31 - 1, -(2 ** 31 - 1)]) {
      expect(writeDate(day, new Uint8Array(NUMBER_BYTES), 0)).toBe(-1)
    }
  })

  it('are taken from 64 bits only where no digit is lost', () => {
    const read = (value: bigint): number => {
      const view = new DataView(new ArrayBuffer(8))
      view.setBigInt64(0, value, true)
      return safeInt64(view, 0)
    }
    for (const value of integers()) expect(read(BigInt(value))).toBe(value === 0 ? 0 : value)
    for (const value of [2n ** 53n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)]) expect(read(value)).toBeNaN()
  })
})

const TEXTS = [
  '',
  'plain',
  'a,b',
  'say "so"',
  '"',
  'two\r\nlines',
  'back\\slash',
  'Ünï😀',
  'tab\tnull\0\x1f\x7f',
  '\b\f',
]

describe('texts as bytes', () => {
  it.each(TEXTS)('%j is what JSON.stringify says', (text) => {
    const bytes = Buffer.from(text)
    const most = jsonTextBound(bytes, 0, bytes.byteLength)
    expect(written(most, (out, at) => writeJsonText(bytes, 0, bytes.byteLength, out, at))).toBe(JSON.stringify(text))
  })

  it.each(TEXTS)('%j is a field of CSV', (text) => {
    const bytes = Buffer.from(text)
    const most = csvTextBound(bytes, 0, bytes.byteLength)
    const field = text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
    expect(written(most, (out, at) => writeCsvText(bytes, 0, bytes.byteLength, out, at))).toBe(field)
  })
})
