import type { EngineType } from '#arrow'
import { writeArrayText } from '#arrow'
import type { Literal } from './expression.ts'

/**
 * How a condition takes the keys of a dynamic filter: all in one bound array or one bound JSON text, one by one in a
 * list, or only the least and the greatest of them.
 */
export type KeyForm = 'array' | 'json' | 'list' | 'range'

/** One key as a constant: printed between two texts, which only keys in canonical form are, or bound between them. */
export interface KeyConstant {
  readonly put: 'print' | 'bind'
  readonly before: string
  readonly after: string
}

/** A place in a condition where keys go. */
export type KeyPlace =
  | { readonly kind: 'key_array'; readonly element: EngineType }
  | { readonly kind: 'key_json'; readonly values: 'numbers' | 'texts' }
  | {
      readonly kind: 'key_list' | 'least_key' | 'greatest_key'
      readonly type: EngineType
      readonly constant: KeyConstant
    }

/** A condition that holds of the rows whose value is among the keys, and of no row that must not pass for lack of it. */
export interface KeyCondition {
  readonly form: KeyForm
  /** The most keys it is good for; a range takes any number. */
  readonly max_keys: number | null
  readonly pieces: readonly (string | Literal | KeyPlace)[]
}

/** A place in a statement for the condition of a dynamic filter, in each form the source has for it. */
export interface KeySlot {
  readonly kind: 'key_slot'
  /** The filter's position in `Fragment.dynamic_filters`. */
  readonly filter: number
  readonly conditions: readonly KeyCondition[]
}

/** How a language marks bound values: `$1`, by which one can stand twice, or `?`. */
export type PlaceholderStyle = 'numbered' | 'positional'

/** A statement with places for the conditions of dynamic filters. JSON-safe. */
export interface StatementTemplate {
  readonly placeholders: PlaceholderStyle
  readonly pieces: readonly (string | Literal | KeySlot)[]
}

/** SQL text with its placeholders, and the values in the order the placeholders name them. */
export interface Statement {
  readonly sql: string
  readonly parameters: readonly Literal[]
}

/** The statement of text and bound values. */
export function writeStatement(pieces: readonly (string | Literal)[], style: PlaceholderStyle): Statement {
  const parameters: Literal[] = []
  const positions = new Map<string, number>()
  const mark = (position: number): string => (style === 'numbered' ? `$${position}` : '?')
  const texts = pieces.map((piece) => {
    if (typeof piece === 'string') return piece
    const key = style === 'numbered' ? JSON.stringify(piece) : undefined
    const known = key === undefined ? undefined : positions.get(key)
    if (known !== undefined) return mark(known)
    parameters.push(piece)
    if (key !== undefined) positions.set(key, parameters.length)
    return mark(parameters.length)
  })
  return { sql: texts.join(''), parameters }
}

/** The keys a filter lets through, as canonical text, each once; of a range the least and the greatest. */
export interface FilterKeys {
  readonly form: KeyForm
  readonly keys: readonly string[]
}

/**
 * The template with each filter's condition in its place; a filter without keys in the map lets everything through,
 * one whose keys are none nothing.
 */
export function fillTemplate(template: StatementTemplate, filters: ReadonlyMap<number, FilterKeys>): Statement {
  const pieces = template.pieces.flatMap((piece) =>
    typeof piece === 'object' && piece.kind === 'key_slot' ? conditionOf(piece, filters.get(piece.filter)) : [piece],
  )
  return writeStatement(pieces, template.placeholders)
}

/** The forms in which every place of a filter can take its keys, with the most keys each takes, in the source's order. */
export function keyForms(template: StatementTemplate, filter: number): readonly Omit<KeyCondition, 'pieces'>[] {
  const slots = template.pieces.filter(
    (piece): piece is KeySlot => typeof piece === 'object' && piece.kind === 'key_slot' && piece.filter === filter,
  )
  const [first, ...others] = slots
  return (first?.conditions ?? []).flatMap(({ form, max_keys }) => {
    const same = others.map((slot) => slot.conditions.find((condition) => condition.form === form))
    if (same.some((condition) => condition === undefined)) return []
    const limits = [max_keys, ...same.map((condition) => condition?.max_keys ?? null)].filter((limit) => limit !== null)
    return [{ form, max_keys: limits.length === 0 ? null : Math.min(...limits) }]
  })
}

function conditionOf(slot: KeySlot, filter: FilterKeys | undefined): readonly (string | Literal)[] {
  if (filter === undefined) return ['TRUE']
  if (filter.keys.length === 0) return ['FALSE']
  const condition = slot.conditions.find(({ form }) => form === filter.form)
  if (condition === undefined) return ['TRUE']
  return condition.pieces.flatMap((piece) =>
    typeof piece === 'string' || piece.kind === 'literal' ? [piece] : keysIn(piece, filter.keys),
  )
}

function keysIn(place: KeyPlace, keys: readonly string[]): readonly (string | Literal)[] {
  switch (place.kind) {
    case 'key_array':
      return [{ kind: 'literal', value: writeArrayText(keys), type: { kind: 'array', element: place.element } }]
    case 'key_json': {
      const value = place.values === 'numbers' ? `[${keys.join(',')}]` : JSON.stringify(keys)
      return [{ kind: 'literal', value, type: { kind: 'string' } }]
    }
    case 'key_list':
      return keys.flatMap((key, index) => [...(index === 0 ? [] : [', ']), ...constantOf(key, place)])
    case 'least_key':
      return constantOf(keys[0] ?? '', place)
    case 'greatest_key':
      return constantOf(keys.at(-1) ?? '', place)
  }
}

function constantOf(
  key: string,
  { type, constant: { put, before, after } }: Exclude<KeyPlace, { kind: 'key_array' | 'key_json' }>,
): readonly (string | Literal)[] {
  return put === 'print' ? [`${before}${key}${after}`] : [before, { kind: 'literal', value: key, type }, after]
}
