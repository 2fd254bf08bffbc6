import type { EngineType } from '#arrow'
import type { KeyCondition, KeyConstant, KeyForm, KeyPlace, Literal } from '#plan'
import type { Sql } from './sql.ts'

/** A condition on keys that are known when the query runs: text, SQL, and the places where the keys go. */
export function keyCondition(
  form: KeyForm,
  maxKeys: number | null,
  ...parts: readonly (string | Sql | KeyPlace)[]
): KeyCondition {
  const pieces = parts.flatMap((part): KeyCondition['pieces'] => {
    if (typeof part === 'string' || 'kind' in part) return [part]
    return part.filter((piece): piece is string | Literal => typeof piece === 'string' || piece.kind === 'literal')
  })
  return { form, max_keys: maxKeys, pieces }
}

/** `value IN (k, k, ...)`. */
export function listCondition(value: Sql, maxKeys: number, type: EngineType, constant: KeyConstant): KeyCondition {
  return keyCondition('list', maxKeys, '(', value, ' IN (', { kind: 'key_list', type, constant }, '))')
}

/** `value BETWEEN least AND greatest`. */
export function rangeCondition(value: Sql, type: EngineType, constant: KeyConstant): KeyCondition {
  const least: KeyPlace = { kind: 'least_key', type, constant }
  const greatest: KeyPlace = { kind: 'greatest_key', type, constant }
  return keyCondition('range', null, '(', value, ' BETWEEN ', least, ' AND ', greatest, ')')
}

/** A key printed between two texts: only of types whose canonical text holds no quote. */
export function printed(before = '', after = ''): KeyConstant {
  return { put: 'print', before, after }
}

/** A key bound between two texts. */
export function bound(before = '', after = ''): KeyConstant {
  return { put: 'bind', before, after }
}
