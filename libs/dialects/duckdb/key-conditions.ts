import { isInteger } from '#arrow'
import { type Expression, type KeyCondition, typeOf } from '#plan'
import type { ExpressionRenderer } from '../base/dialect.ts'
import { bound, listCondition, printed, rangeCondition } from '../base/key-conditions.ts'

const MAX_LIST = 1_000

/** IN of a list, or a range: what a Parquet file's own statistics tell row groups apart by. */
export function keyConditions(value: Expression, render: ExpressionRenderer): readonly KeyCondition[] {
  const type = typeOf(value)
  const text = render.comparand(value)
  if (isInteger(type) || type.kind === 'decimal') {
    return [listCondition(text, MAX_LIST, type, printed()), rangeCondition(text, type, printed())]
  }
  switch (type.kind) {
    case 'date':
    case 'timestamp': {
      const constant = printed(`${type.kind.toUpperCase()} '`, "'")
      return [listCondition(text, MAX_LIST, type, constant), rangeCondition(text, type, constant)]
    }
    case 'string':
    case 'uuid':
      return [listCondition(text, MAX_LIST, type, bound())]
    default:
      return render.refuse('TYPE_NOT_EXACT', value)
  }
}
