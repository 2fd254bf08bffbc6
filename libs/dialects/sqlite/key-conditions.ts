import { isInteger } from '#arrow'
import { type Expression, type KeyCondition, typeOf } from '#plan'
import type { ExpressionRenderer } from '../base/dialect.ts'
import { keyCondition, printed, rangeCondition } from '../base/key-conditions.ts'

const MAX_JSON = 200_000

/** IN of the values of a JSON text, of integers and text; a value of another type than its column cannot be read anyway. */
export function keyConditions(value: Expression, render: ExpressionRenderer): readonly KeyCondition[] {
  const type = typeOf(value)
  if (value.kind !== 'column') return render.refuse('TYPE_NOT_EXACT', value)
  const text = render.value(value)
  if (isInteger(type) && type.kind !== 'uint64') {
    const numbers = keyCondition(
      'json',
      MAX_JSON,
      '(typeof(',
      text,
      ") = 'integer' AND ",
      text,
      ' IN (SELECT value FROM json_each(',
      { kind: 'key_json', values: 'numbers' },
      ')))',
    )
    return [numbers, rangeCondition(text, type, printed())]
  }
  if (type.kind !== 'string') return render.refuse('TYPE_NOT_EXACT', value)
  const texts = keyCondition(
    'json',
    MAX_JSON,
    '(typeof(',
    text,
    ") = 'text' AND ",
    text,
    ' COLLATE BINARY IN (SELECT value FROM json_each(',
    { kind: 'key_json', values: 'texts' },
    ')))',
  )
  return [texts]
}
