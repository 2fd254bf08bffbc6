import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arrayOf, decimal, type EngineType, type Field, INT32, readArrayText, typeName, writeArrayText } from '#arrow'
import type { Kernel } from './index.ts'
import { ipcOf, makePool, never, type Physical, physicalValues, runAll, type Text } from './testing.ts'

const ELEMENTS: readonly { readonly type: EngineType; readonly values: readonly string[] }[] = [
  { type: { kind: 'boolean' }, values: ['t', 'f'] },
  { type: { kind: 'int16' }, values: ['0', '-32768', '32767'] },
  { type: { kind: 'int32' }, values: ['0', '-2147483648', '2147483647'] },
  { type: { kind: 'int64' }, values: ['0', '-1', '9223372036854775807'] },
  { type: { kind: 'uint64' }, values: ['0', '18446744073709551615'] },
  { type: { kind: 'float32' }, values: ['0.5', 'NaN', '-Infinity'] },
  { type: { kind: 'float64' }, values: ['0.1', '-0', 'Infinity'] },
  { type: decimal(4, 2), values: ['99.99', '-0.01'] },
  { type: decimal(9, 0), values: ['999999999', '-7'] },
  { type: decimal(18, 2), values: ['9999999999999999.99', '-0.01'] },
  { type: decimal(38, 10), values: ['9999999999999999999999999999.9999999999', '-1.0000000001'] },
  {
    type: { kind: 'string' },
    values: ['', 'NULL', 'a "b", {c}\\', 'é日😀', 'a text that lies outside of its header', ' '],
  },
  { type: { kind: 'json' }, values: ['{"a": [1, null]}', '[]'] },
  { type: { kind: 'uuid' }, values: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'] },
  { type: { kind: 'binary' }, values: ['\\x', '\\x00ff', `\\x${'80'.repeat(30)}`] },
  { type: { kind: 'date' }, values: ['1970-01-01', '0001-01-01', '2024-02-29'] },
  { type: { kind: 'time' }, values: ['00:00:00', '23:59:59.999999'] },
  { type: { kind: 'timestamp' }, values: ['1969-12-31 23:59:59.999999', '2024-02-29 12:00:00'] },
  { type: { kind: 'timestamptz' }, values: ['2024-02-29 12:00:00+02'] },
  { type: { kind: 'interval' }, values: ['14 3 14706789000', '0 -1 0'] },
]

/** Small numbers that look random; the same for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** NULLs, empty arrays, short ones, and now and then one longer than a chunk of DuckDB. */
function randomArray(values: readonly string[], next: (below: number) => number): Text {
  const kind = next(10)
  if (kind === 0) return null
  const length = kind === 1 ? 0 : kind === 2 && next(40) === 0 ? 3000 + next(100) : next(8)
  return writeArrayText(Array.from({ length }, () => (next(5) === 0 ? null : (values[next(values.length)] ?? null))))
}

describe('arrays of every type come back as they were landed', () => {
  let kernel: Kernel
  let dispose: () => Promise<void>

  beforeAll(async () => {
    const made = await makePool(2, 1000)
    dispose = made.dispose
    kernel = await made.pool.open(2, never)
  })
  afterAll(async () => {
    await kernel.close()
    await dispose()
  })

  it.each(ELEMENTS.map((element, index) => ({ ...element, name: typeName(element.type), seed: index + 1 })))(
    '$name[] (seed $seed)',
    async ({ type, values, seed }) => {
      const next = numbers(seed)
      const fields: readonly Field[] = [
        { name: 'id', type: INT32, nullable: false },
        { name: 'list', type: arrayOf(type), nullable: true },
      ]
      const rows = Array.from({ length: 7000 }, (_, id): Text[] => [String(id), randomArray(values, next)])
      const table = `t${seed}`
      await kernel.createTable(table, fields)
      const ipc = [ipcOf(fields, rows.slice(0, 4999)), ipcOf(fields, rows.slice(4999))]
      const landed = new Map(ipc.flatMap((batch) => physicalValues(fields, batch)).map(([id, list]) => [id, list]))
      for (const batch of ipc) await kernel.land(table, batch)

      const answer = async (expression: string, rest: string): Promise<Physical[][]> => {
        const batches = await runAll(kernel, `SELECT id, ${expression} FROM ${table} ${rest}`, fields)
        return batches.flatMap((batch) => physicalValues(fields, batch))
      }
      const reversed = (list: Physical | undefined): Physical => (Array.isArray(list) ? [...list].reverse() : null)
      const all = await answer('list', '')
      expect(all.length).toBe(7000)
      for (const [id, list] of all) expect(list).toEqual(landed.get(id ?? null))
      for (const [id, list] of await answer('list', 'WHERE hash(id) % 3 < 2 ORDER BY hash(id)')) {
        expect(list).toEqual(landed.get(id ?? null))
      }
      for (const [id, list] of await answer('list_reverse(list)', 'WHERE id % 2 = 0')) {
        expect(list).toEqual(reversed(landed.get(id ?? null)))
      }
    },
  )

  it('is given as a parameter, and stands in every row where it is constant', async () => {
    const fields: readonly Field[] = ELEMENTS.map(({ type }, index) => ({
      name: `c${index}`,
      type: arrayOf(type),
      nullable: true,
    }))
    const texts = ELEMENTS.map(({ values }) => writeArrayText([null, ...values]))
    const parameters = fields.map(({ type }, index) => ({
      kind: 'literal' as const,
      type,
      value: canonical(type, texts[index] ?? '{}'),
    }))
    const list = fields.map(({ name }, index) => `$${index + 1} AS ${name}`).join(', ')
    const batches = await runAll(kernel, `SELECT ${list} FROM range(3000)`, fields, parameters)
    const back = batches.flatMap((batch) => physicalValues(fields, batch))
    const [expected] = physicalValues(fields, ipcOf(fields, [texts]))
    expect(back.length).toBe(3000)
    for (const row of back) expect(row).toEqual(expected)
  })
})

/** The array as a literal has it, whose elements are in the canonical form of literals. */
function canonical(type: EngineType, text: string): string {
  const elements = readArrayText(text)
  if (!Array.isArray(elements) || type.kind !== 'array') throw new Error('no array')
  return writeArrayText(elements.map((element) => (element === null ? null : canonicalElement(type.element, element))))
}

function canonicalElement(type: EngineType, text: string): string {
  if (type.kind === 'boolean') return String(text === 't')
  if (type.kind === 'binary') return text.slice(2)
  return type.kind === 'timestamptz' ? '2024-02-29 10:00:00' : text
}
