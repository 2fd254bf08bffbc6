/** The characters of a pattern, one after the other. */
export class PatternReader {
  readonly #characters: readonly string[]
  #at = 0

  constructor(pattern: string) {
    this.#characters = Array.from(pattern)
  }

  get atEnd(): boolean {
    return this.#at >= this.#characters.length
  }

  /** The next character, or the one so many after it; empty at the end. */
  peek(ahead = 0): string {
    return this.#characters[this.#at + ahead] ?? ''
  }

  /** The next character, passed over; empty at the end. */
  next(): string {
    const character = this.peek()
    this.#at += 1
    return character
  }

  /** Passes over the text if it comes next. */
  take(text: string): boolean {
    const characters = Array.from(text)
    if (!characters.every((character, index) => this.peek(index) === character)) return false
    this.#at += characters.length
    return true
  }

  /** The characters that pass the test, passed over, at most `limit` of them. */
  takeWhile(test: (character: string) => boolean, limit = Number.POSITIVE_INFINITY): string {
    let taken = ''
    for (let count = 0; count < limit && !this.atEnd && test(this.peek()); count += 1) taken += this.next()
    return taken
  }

  /** All that is left. */
  rest(): string {
    const left = this.#characters.slice(this.#at).join('')
    this.#at = this.#characters.length
    return left
  }
}

/** True for one ASCII digit. */
export function isDigit(character: string): boolean {
  return /^[0-9]$/.test(character)
}

/** True for one hexadecimal digit. */
export function isHexDigit(character: string): boolean {
  return /^[0-9a-fA-F]$/.test(character)
}

/** True for one octal digit. */
export function isOctalDigit(character: string): boolean {
  return /^[0-7]$/.test(character)
}
