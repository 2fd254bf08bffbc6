import { describe, expect, test } from 'vitest'
import { arrayOf, decimal, decodeBatches, type EngineType, encodeBatch, type Field, physicalColumns } from '#arrow'
import { keyHashes } from './key-hash.ts'
import { rowsOfShare } from './row-share.ts'
import { ipcOf, type Physical, physicalValues, type Text } from './testing.ts'

const field = (name: string, type: EngineType): Field => ({ name, type, nullable: true })

/** What can be a key, with values at the ends of each type. */
const KEYS: readonly (readonly [EngineType, readonly string[]])[] = [
  [{ kind: 'boolean' }, ['true', 'false']],
  [{ kind: 'int16' }, ['0', '-1', '1', '32767', '-32768']],
  [{ kind: 'int32' }, ['0', '-1', '1', '2147483647', '-2147483648']],
  [{ kind: 'int64' }, ['0', '-1', '1', '9223372036854775807', '-9223372036854775808']],
  [{ kind: 'uint64' }, ['0', '1', '18446744073709551615', '9223372036854775808']],
  [decimal(9, 2), ['0.00', '-0.01', '1.00', '9999999.99']],
  [decimal(38, 2), ['0.00', '-0.01', '1.00', '123456789012345678901234567890.12']],
  [{ kind: 'string' }, ['', 'a', 'abc', 'abcd', 'abcde', 'ä', 'a text that is longer than any header holds, and more']],
  [{ kind: 'binary' }, ['\\x00', '\\xff', '\\x00ff00ff00']],
  [{ kind: 'uuid' }, ['00000000-0000-0000-0000-000000000000', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']],
  [{ kind: 'date' }, ['1970-01-01', '0001-01-01', '9999-12-31']],
  [{ kind: 'time' }, ['00:00:00', '23:59:59.999999']],
  [{ kind: 'timestamp' }, ['1970-01-01 00:00:00', '2024-02-29 12:34:56.789']],
  [{ kind: 'timestamptz' }, ['1970-01-01 00:00:00+00', '2024-02-29 12:34:56.789+00']],
]

/** Beside the key: a column of each form. */
const OTHERS: readonly (readonly [Field, (row: number) => Text])[] = [
  [field('n', { kind: 'int64' }), (row) => String(row)],
  [field('small', { kind: 'int16' }), (row) => String(row)],
  [field('flag', { kind: 'boolean' }), (row) => (row % 3 === 0 ? null : String(row % 2 === 0))],
  [field('float', { kind: 'float64' }), (row) => (row % 5 === 0 ? 'NaN' : String(row / 7))],
  [field('long', decimal(38, 4)), (row) => `${row}.1234`],
  [field('word', { kind: 'string' }), (row) => (row % 4 === 0 ? null : 'x'.repeat(row % 70))],
  [
    field('list', arrayOf({ kind: 'string' })),
    (row) => (row % 6 === 0 ? null : `{${row},NULL,${'y'.repeat(1 + (row % 9))}}`),
  ],
]

/** Every share of the rows of a batch, as their values. */
function shares(fields: readonly Field[], ipc: Uint8Array, count: number): Physical[][][] {
  return Array.from({ length: count }, (_, index) =>
    decodeBatches(ipc).flatMap((batch) =>
      physicalValues(fields, encodeBatch(rowsOfShare(batch, fields, { column: 0, index, count }))),
    ),
  )
}

describe.each(KEYS.map(([type, keys]) => [type.kind, type, keys] as const))(
  'rows by a key of type %s',
  (_, type, keys) => {
    const values: readonly Text[] = [...keys, null]
    const fields = [field('key', type), ...OTHERS.map(([other]) => other)]
    const rows = Array.from({ length: 200 }, (_row, row) => [
      values[row % values.length] ?? null,
      ...OTHERS.map(([, valueAt]) => valueAt(row)),
    ])
    const ipc = ipcOf(fields, rows)

    test.each([1, 2, 3, 7])('each of them in one of %d shares, as it was', (count) => {
      const all = shares(fields, ipc, count)
      const byNumber = (a: Physical[], b: Physical[]): number => String(a[1]).localeCompare(String(b[1]))
      expect(all.flat().toSorted(byNumber)).toEqual(physicalValues(fields, ipc).toSorted(byNumber))
    })

    test('equal keys in one share, NULLs in the first', () => {
      const all = shares(fields, ipc, 3)
      const places = new Map<string, Set<number>>()
      all.forEach((share, index) => {
        for (const [key] of share) places.set(String(key), (places.get(String(key)) ?? new Set()).add(index))
      })
      expect([...places.values()].every((found) => found.size === 1)).toBe(true)
      expect(places.get('null')).toEqual(new Set([0]))
      expect(places.size).toBe(values.length)
    })
  },
)

describe('the hash of a key', () => {
  const hashesOf = (type: EngineType, texts: readonly string[]): readonly number[] => {
    const fields = [field('key', type)]
    const [batch] = decodeBatches(
      ipcOf(
        fields,
        texts.map((text) => [text]),
      ),
    )
    const [column] = batch === undefined ? [] : physicalColumns(batch, fields)
    if (column === undefined) throw new Error('no column')
    return [...keyHashes(column)]
  }

  test('is the same for equal integers and decimals of any width', () => {
    const numbers = ['0', '1', '-1', '12345', '-32768']
    const expected = hashesOf({ kind: 'int64' }, numbers)
    for (const type of [{ kind: 'int16' }, { kind: 'int32' }, decimal(5, 0), decimal(18, 0), decimal(38, 0)] as const) {
      expect(hashesOf(type, numbers)).toEqual(expected)
    }
    const prices = ['0.00', '-0.01', '99.99']
    expect(hashesOf(decimal(38, 2), prices)).toEqual(hashesOf(decimal(4, 2), prices))
  })

  test('spreads ascending keys evenly', () => {
    const texts = Array.from({ length: 30_000 }, (_, index) => String(index))
    for (const type of [{ kind: 'int32' }, { kind: 'string' }] as const) {
      for (const count of [2, 3, 8]) {
        const sizes = new Array<number>(count).fill(0)
        for (const hash of hashesOf(type, texts)) sizes[hash % count] = (sizes[hash % count] ?? 0) + 1
        expect(Math.max(...sizes) / (texts.length / count)).toBeLessThan(1.1)
      }
    }
  })

  test('is refused for types whose equal values may differ in their bytes', () => {
    expect(() => hashesOf({ kind: 'float64' }, ['0'])).toThrow(/float64/)
    expect(() => hashesOf({ kind: 'interval' }, ['1 day'])).toThrow(/interval/)
    expect(() => hashesOf(arrayOf({ kind: 'int32' }), ['{1}'])).toThrow(/array/)
  })
})
