import { type EngineType, INT64 } from '#arrow'
import { type Expression, type KeyCondition, typeOf } from '#plan'
import type { ExpressionRenderer } from '../base/dialect.ts'
import { keyCondition, printed, rangeCondition } from '../base/key-conditions.ts'

/** Keys in one array: what sorting and probing it costs PostgreSQL grows with them, and so does the task that carries them. */
const MAX_ARRAY = 200_000

/** `value = ANY(array)`, which an index serves; numbers without precision, that no key is rounded. */
export function keyConditions(value: Expression, render: ExpressionRenderer): readonly KeyCondition[] {
  const element = elementOf(typeOf(value))
  if (element === undefined) return render.refuse('TYPE_NOT_EXACT', value)
  const { type, name } = element
  const text = render.comparand(value)
  const array = keyCondition(
    'array',
    MAX_ARRAY,
    '(',
    text,
    ' = ANY(CAST(',
    { kind: 'key_array', element: type },
    ` AS ${name}[])))`,
  )
  // Text and UUIDs have an order of their own in each source.
  if (type.kind === 'string' || type.kind === 'uuid') return [array]
  return [array, rangeCondition(text, type, printed("CAST('", `' AS ${name})`))]
}

function elementOf(type: EngineType): { readonly type: EngineType; readonly name: string } | undefined {
  switch (type.kind) {
    case 'int16':
    case 'int32':
    case 'int64':
      return { type: INT64, name: 'bigint' }
    case 'decimal':
      return { type, name: 'numeric' }
    case 'string':
      return { type, name: 'text' }
    case 'date':
    case 'timestamp':
    case 'uuid':
      return { type, name: type.kind }
    default:
      return undefined
  }
}
