/** A text as a literal of DuckDB's SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name as a quoted identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Texts as a list literal. */
export function list(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(', ')}]`
}
