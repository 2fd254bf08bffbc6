import type { EngineType } from '#arrow'
import { type ColumnReference, type Expression, typeOf } from '#plan'
import { identicalWhenEqual } from '../raising.ts'

/**
 * Names the types whose equal values have one hash: those of one name may be compared with each other. Undefined for a
 * type whose equal values may differ in their bytes, as -0 and 0 do. In a kernel text is compared by its bytes.
 */
export function hashFamily(type: EngineType): string | undefined {
  if (!identicalWhenEqual(type)) return undefined
  switch (type.kind) {
    case 'int16':
    case 'int32':
    case 'int64':
      return 'decimal of 0'
    case 'decimal':
      return `decimal of ${type.scale}`
    default:
      return type.kind
  }
}

/** The column whose hash a value has: the one it is, or is but for a conversion within its family. */
export function divisionKey(expression: Expression): ColumnReference | undefined {
  if (expression.kind === 'column') return hashFamily(expression.type) === undefined ? undefined : expression
  if (expression.kind !== 'cast' || expression.type.kind === 'string') return undefined
  const family = hashFamily(expression.type)
  if (family === undefined || family !== hashFamily(typeOf(expression.argument))) return undefined
  return divisionKey(expression.argument)
}

/** The columns that an equality compares, where equal values of them have one hash. */
export function comparedKeys(
  sides: readonly [Expression, Expression] | undefined,
): readonly [ColumnReference, ColumnReference] | undefined {
  const [left, right] = sides?.map(divisionKey) ?? []
  if (left === undefined || right === undefined) return undefined
  return hashFamily(left.type) === hashFamily(right.type) ? [left, right] : undefined
}
