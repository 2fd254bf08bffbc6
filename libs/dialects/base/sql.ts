import type { KeySlot, Literal } from '#plan'

/**
 * SQL text in pieces, with the values it binds where they stand: order and numbering are settled once, at the end. A
 * slot is filled when the query runs.
 */
export type Sql = readonly Piece[]

type Piece = string | Literal | KeySlot

/** SQL from a template: strings are text, Sql is spliced in. */
export function sql(strings: TemplateStringsArray, ...values: readonly (string | Sql)[]): Sql {
  const pieces: Piece[] = []
  for (const [index, text] of strings.entries()) {
    append(pieces, text)
    const value = values[index]
    if (typeof value === 'string') append(pieces, value)
    else if (value !== undefined) for (const piece of value) append(pieces, piece)
  }
  return pieces
}

/** Text joins the text before it: a statement has few pieces then, however deep its expressions are. */
function append(pieces: Piece[], piece: Piece): void {
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
  const pieces: Piece[] = []
  for (const [index, part] of parts.entries()) {
    if (index > 0) append(pieces, separator)
    for (const piece of part) append(pieces, piece)
  }
  return pieces
}
