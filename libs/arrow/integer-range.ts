import { type EngineType, typeName } from './engine-type.ts'

/** 4714-11-24 BC, PostgreSQL's first day, in days since 1970-01-01. */
export const FIRST_DAY = -2_440_588
/** The marks of infinity, Arrow's and a kernel's; negated for the other end. */
export const INFINITE_DAYS = 2 ** 31 - 1
export const INFINITE_MICROS = 2n ** 63n - 1n
/** Microseconds of `24:00:00`. */
export const DAY_MICROS = 86_400_000_000

/** The finite values of a type that is physically an integer: itself, unscaled, days or microseconds. */
export interface IntegerRange {
  readonly min: bigint
  readonly max: bigint
}

/** @throws TypeError for a type that is no integer physically */
export function integerRange(type: EngineType): IntegerRange {
  switch (type.kind) {
    case 'boolean':
      return { min: 0n, max: 1n }
    case 'int16':
      return signed(16n)
    case 'int32':
      return signed(32n)
    case 'int64':
      return signed(64n)
    case 'uint64':
      return { min: 0n, max: 2n ** 64n - 1n }
    case 'decimal': {
      const max = 10n ** BigInt(type.precision) - 1n
      return { min: -max, max }
    }
    case 'date':
      return { min: BigInt(FIRST_DAY), max: BigInt(INFINITE_DAYS) - 1n }
    case 'time':
      return { min: 0n, max: BigInt(DAY_MICROS) }
    case 'timestamp':
    case 'timestamptz':
      return { min: BigInt(FIRST_DAY) * BigInt(DAY_MICROS), max: INFINITE_MICROS - 1n }
    default:
      throw new TypeError(`${typeName(type)} is no integer`)
  }
}

function signed(bits: bigint): IntegerRange {
  const half = 2n ** (bits - 1n)
  return { min: -half, max: half - 1n }
}
