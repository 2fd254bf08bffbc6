import type { Literal } from '#plan'

/** SQL text in pieces, with the values it binds where they stand: order and numbering are settled once, at the end. */
export type Sql = readonly (string | Literal)[]

/** SQL from a template: strings are text, Sql is spliced in. */
export function sql(strings: TemplateStringsArray, ...values: readonly (string | Sql)[]): Sql {
  return strings.flatMap((text, index) => {
    const value = values[index]
    if (value === undefined) return [text]
    return typeof value === 'string' ? [text, value] : [text, ...value]
  })
}

/** SQL of text alone. */
export function raw(text: string): Sql {
  return [text]
}

/** Nothing. */
export const NOTHING: Sql = Object.freeze([])

/** The parts with a separator between them. */
export function joinSql(parts: readonly Sql[], separator: string): Sql {
  return parts.flatMap((part, index) => (index === 0 ? part : [separator, ...part]))
}

/** How a dialect marks a bound value. */
export interface Placeholders {
  /** The mark of the value at a position counted from 1. */
  readonly mark: (position: number) => string
  /** Whether equal values may share one mark (`$1` can stand twice, `?` cannot). */
  readonly shared: boolean
}

/** The statement with its placeholders, and the values in the order the placeholders name them. */
export function finishSql(
  statement: Sql,
  placeholders: Placeholders,
): { readonly sql: string; readonly parameters: readonly Literal[] } {
  const parameters: Literal[] = []
  const positions = new Map<string, number>()
  const texts = statement.map((part) => {
    if (typeof part === 'string') return part
    const key = JSON.stringify(part)
    const known = placeholders.shared ? positions.get(key) : undefined
    if (known !== undefined) return placeholders.mark(known)
    parameters.push(part)
    positions.set(key, parameters.length)
    return placeholders.mark(parameters.length)
  })
  return { sql: texts.join(''), parameters }
}
