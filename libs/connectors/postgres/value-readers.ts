import type { Field, TypeKind } from '#arrow'
import { setDate, setInterval, setTime, setTimestamp } from './calendar-values.ts'
import { setNumeric } from './numeric-value.ts'
import type { WireForm } from './types.ts'

/**
 * How one value gets into its column, as JavaScript over `sink`, `row`, `view`, `bytes`, and `at` and `length` of the
 * value; `width` is its length where the type has one.
 */
export interface ValueReader {
  readonly width: number | undefined
  readonly code: string
}

/** What the code may call, by name. */
export const HELPERS = { setDate, setInterval, setNumeric, setTime, setTimestamp } as const

/** Kinds that are asked for in text: their text is their value, or has the form the engine keeps. */
const TEXT_KINDS: ReadonlySet<TypeKind> = new Set(['string', 'json', 'uuid', 'array'])
const TEXT_FORMAT = 0
const BINARY_FORMAT = 1

/** The format code under which a column is asked for (Bind of the protocol). */
export function formatCode(field: Field): 0 | 1 {
  return TEXT_KINDS.has(field.type.kind) ? TEXT_FORMAT : BINARY_FORMAT
}

/** The reader of values that arrive in this form in the format of `formatCode`, or undefined when the column cannot have them. */
export function valueReader(form: WireForm, field: Field): ValueReader | undefined {
  return formatCode(field) === TEXT_FORMAT ? textReader(form, field) : binaryReader(form, field)
}

const SET_BYTES = 'sink.setBytes(row, view, bytes, at, length)'
const UUID_LENGTH = 36

function textReader(form: WireForm, field: Field): ValueReader | undefined {
  switch (field.type.kind) {
    case 'array':
      return { width: undefined, code: 'sink.setText(bytes, at, length)' }
    case 'uuid':
      return form === 'uuid' ? { width: UUID_LENGTH, code: SET_BYTES } : undefined
    default:
      return form === 'padded'
        ? {
            width: undefined,
            code: `let end = length; while (end > 0 && bytes[at + end - 1] === 32) end--; ${SET_BYTES.replace('length', 'end')}`,
          }
        : { width: undefined, code: SET_BYTES }
  }
}

const WORDS = 'view.getInt32(at), view.getUint32(at + 4)'

/** The forms whose engine type is the column's own. */
const EXACT: Partial<Record<WireForm, { readonly kind: TypeKind } & ValueReader>> = {
  bool: { kind: 'boolean', width: 1, code: 'sink.setInteger(row, bytes[at])' },
  int2: { kind: 'int16', width: 2, code: 'sink.values[row] = view.getInt16(at)' },
  int4: { kind: 'int32', width: 4, code: 'sink.values[row] = view.getInt32(at)' },
  int8: { kind: 'int64', width: 8, code: 'sink.setWords(row, view.getUint32(at + 4), view.getUint32(at))' },
  float4: { kind: 'float32', width: 4, code: 'sink.values[row] = view.getFloat32(at)' },
  float8: { kind: 'float64', width: 8, code: 'sink.values[row] = view.getFloat64(at)' },
  bytea: { kind: 'binary', width: undefined, code: SET_BYTES },
  date: { kind: 'date', width: 4, code: 'setDate(sink, row, view.getInt32(at))' },
  time: { kind: 'time', width: 8, code: `setTime(sink, row, ${WORDS})` },
  timestamp: { kind: 'timestamp', width: 8, code: `setTimestamp(sink, row, ${WORDS})` },
  timestamptz: { kind: 'timestamptz', width: 8, code: `setTimestamp(sink, row, ${WORDS})` },
  interval: { kind: 'interval', width: 16, code: 'setInterval(sink, row, view, at)' },
}

/** Integers of other widths, which the column takes when they are in its range. */
const INTEGERS: Partial<Record<WireForm, { readonly width: number; readonly value: string }>> = {
  int2: { width: 2, value: 'view.getInt16(at)' },
  int4: { width: 4, value: 'view.getInt32(at)' },
  int8: { width: 8, value: 'view.getBigInt64(at)' },
  uint4: { width: 4, value: 'view.getUint32(at)' },
  uint8: { width: 8, value: 'view.getBigUint64(at)' },
}

const INTEGER_KINDS: ReadonlySet<TypeKind> = new Set(['int16', 'int32', 'int64', 'uint64'])

function binaryReader(form: WireForm, { type }: Field): ValueReader | undefined {
  const exact = EXACT[form]
  if (exact?.kind === type.kind) return exact
  const scale = type.kind === 'decimal' ? type.scale : INTEGER_KINDS.has(type.kind) ? 0 : undefined
  if (scale === undefined) return undefined
  if (form === 'numeric') {
    return { width: undefined, code: `setNumeric(sink, row, view, at, length, ${scale})` }
  }
  const integer = INTEGERS[form]
  if (integer === undefined) return undefined
  const value = scale === 0 ? integer.value : `BigInt(${integer.value}) * ${10n ** BigInt(scale)}n`
  return { width: integer.width, code: `sink.setInteger(row, ${value})` }
}
