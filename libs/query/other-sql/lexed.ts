/** A literal, quoted name or parameter as the user meant it. */
export interface Token {
  readonly kind: 'string' | 'name' | 'number' | 'parameter'
  readonly value: string
}

/**
 * The text with every literal, quoted name and parameter replaced by a stand-in that names its token by number, and
 * without comments: the parser neither keeps the digits of numbers nor reads escapes as each dialect does.
 */
export interface Lexed {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly stem: string
  /** Where a UTF-16 index of `text` was written. */
  originalIndex(index: number): number
}
