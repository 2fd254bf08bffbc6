/** The canonical text of a literal, or why the text is no value of the type. */
export type Parsed = { readonly value: string } | Fault

export interface Fault {
  readonly sqlState: string
  readonly message: string
}

/** True when parsing failed. */
export function isFault(parsed: object): parsed is Fault {
  return 'sqlState' in parsed
}

/** PostgreSQL's message for text that is no value of the type. */
export function invalidSyntax(type: string, text: string, sqlState = '22P02'): Fault {
  return { sqlState, message: `invalid input syntax for type ${type}: "${text}"` }
}
