import type { Literal } from '#plan'

/** SQL text in pieces, with the values it binds where they stand: order and numbering are settled once, at the end. */
export type Sql = readonly (string | Literal)[]

/** SQL from a template: strings are text, Sql is spliced in. */
export function sql(strings: TemplateStringsArray, ...values: readonly (string | Sql)[]): Sql {
  const pieces: (string | Literal)[] = []
  for (const [index, text] of strings.entries()) {
    append(pieces, text)
    const value = values[index]
    if (typeof value === 'string') append(pieces, value)
    else if (value !== undefined) for (const piece of value) append(pieces, piece)
  }
  return pieces
}

/** Text joins the text before it: a statement has few pieces then, however deep its expressions are. */
function append(pieces: (string | Literal)[], piece: string | Literal): void {
  const last = pieces.at(-1)
  if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece
  else if (piece !== '') pieces.push(piece)
}

/** SQL of text alone. */
export function raw(text: string): Sql {
  return [text]
}

/** Nothing. */
export const NOTHING: Sql = Object.freeze([])

/** The parts with a separator between them. */
export function joinSql(parts: readonly Sql[], separator: string): Sql {
  const pieces: (string | Literal)[] = []
  for (const [index, part] of parts.entries()) {
    if (index > 0) append(pieces, separator)
    for (const piece of part) append(pieces, piece)
  }
  return pieces
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
