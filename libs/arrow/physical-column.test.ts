import { describe, expect, it } from 'vitest'
import {
  arrowSchema,
  BatchBuilder,
  batchOf,
  columnData,
  decodeBatches,
  encodeBatch,
  type Field,
  fixedWidth,
  isBitSet,
  type PhysicalColumn,
  type PlainKind,
  physicalColumns,
} from './index.ts'

const field = (kind: PlainKind): readonly Field[] => [{ name: 'c', type: { kind }, nullable: true }]

function batchOfTexts(fields: readonly Field[], texts: readonly (string | null)[]): ReturnType<BatchBuilder['take']> {
  const builder = new BatchBuilder('test', fields)
  for (const text of texts) {
    if (text === null) builder.columns[0]?.appendNull()
    else builder.columns[0]?.appendText(text)
    builder.endRow()
  }
  return builder.take()
}

function only(columns: readonly PhysicalColumn[]): PhysicalColumn {
  const [column] = columns
  if (column === undefined) throw new Error('no column')
  return column
}

describe('physical columns', () => {
  it.each(['boolean', 'int32', 'string'] as const)('of a slice of %s hold the rows of the slice', (kind) => {
    const fields = field(kind)
    const texts = Array.from({ length: 100 }, (_, row) =>
      row % 3 === 0 ? null : String(kind === 'boolean' ? row % 2 === 0 : row),
    )
    const slice = batchOfTexts(fields, texts).slice(11, 47)
    for (const batch of [slice, ...decodeBatches(encodeBatch(slice))]) {
      const { values, offsets, validity, length } = only(physicalColumns(batch, fields))
      expect(length).toBe(36)
      const read = Array.from({ length }, (_, row) => {
        if (validity !== null && !isBitSet(validity, row)) return null
        if (kind === 'boolean') return String(isBitSet(values, row))
        const start = offsets?.[row] ?? row * 4
        const bytes = values.slice(start, offsets?.[row + 1] ?? start + 4)
        return kind === 'string'
          ? new TextDecoder().decode(bytes)
          : String(new DataView(bytes.buffer).getInt32(0, true))
      })
      expect(read).toEqual(texts.slice(11, 47))
    }
  })

  it('are read from bytes at any address', () => {
    const ipc = encodeBatch(batchOfTexts(field('int64'), ['1', '2']))
    for (let shift = 0; shift < 8; shift += 1) {
      const moved = new Uint8Array(ipc.byteLength + 8)
      moved.set(ipc, shift)
      const [batch] = decodeBatches(moved.subarray(shift, shift + ipc.byteLength))
      expect(batch?.getChild('c')?.toArray()).toEqual(new BigInt64Array([1n, 2n]))
    }
  })

  it.each([
    ['another type', field('int32'), field('string')],
    ['another timestamp', field('timestamp'), field('timestamptz')],
    ['more columns', [...field('int32'), ...field('int32')], field('int32')],
    ['fewer columns', [], field('int32')],
  ])('are refused for %s', (_, stored, expected) => {
    const batch = new BatchBuilder('test', stored).take()
    expect(() => physicalColumns(batch, expected)).toThrow('cannot be read')
  })

  it.each([
    ['falling offsets', [0, 4, 2], 4],
    ['offsets beyond the bytes', [0, 2, 9], 4],
    ['a negative offset', [-4, 2, 4], 4],
    ['too few offsets', [0, 2], 4],
  ])('are refused for strings with %s', (_, offsets, bytes) => {
    const fields = field('string')
    const buffers = {
      length: 2,
      nullCount: 0,
      validity: null,
      offsets: new Int32Array(offsets),
      values: new Uint8Array(bytes),
    }
    const batch = batchOf(arrowSchema(fields), 2, [columnData({ kind: 'string' }, buffers)])
    expect(() => physicalColumns(batch, fields)).toThrow('cannot be read')
  })

  it('are refused when values or bits are missing', () => {
    const fields = field('int32')
    const short = { length: 3, nullCount: 0, validity: null, offsets: null, values: new Uint8Array(8) }
    const batch = batchOf(arrowSchema(fields), 3, [columnData({ kind: 'int32' }, short)])
    expect(() => physicalColumns(batch, fields)).toThrow('too short')
    const bits = { length: 9, nullCount: 1, validity: new Uint8Array(1), offsets: null, values: new Uint8Array(36) }
    const other = batchOf(arrowSchema(fields), 9, [columnData({ kind: 'int32' }, bits)])
    expect(() => physicalColumns(other, fields)).toThrow('too short')
  })

  it('know their widths', () => {
    expect(fixedWidth({ kind: 'decimal', precision: 18, scale: 2 })).toBe(8)
    expect(fixedWidth({ kind: 'decimal', precision: 19, scale: 2 })).toBe(16)
    expect(fixedWidth({ kind: 'interval' })).toBe(16)
    expect(fixedWidth({ kind: 'boolean' })).toBeUndefined()
    expect(fixedWidth({ kind: 'uuid' })).toBeUndefined()
  })
})
