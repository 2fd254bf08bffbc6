import { ValidationError } from '#core'
import { MAX_NESTING, nestingError } from '../nesting.ts'
import type { InputDialect, Quote } from './input-dialect.ts'
import type { Lexed, Token } from './lexed.ts'
import { placeAt } from './place.ts'

const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy
const WORD = /[\p{L}_$\x80-\uffff][\p{L}\p{N}_$\x80-\uffff]*/uy
const PARAMETER = /[\p{L}_][\p{L}\p{N}_]*/uy
const MAX_BRACKETS = 100

/** Splits the text as its dialect does. @throws ValidationError SYNTAX_ERROR, UNSUPPORTED or LIMIT_EXCEEDED */
export function lex(sql: string, dialect: InputDialect): Lexed {
  return new Lexer(sql, dialect).run()
}

class Lexer {
  readonly #sql: string
  readonly #dialect: InputDialect
  readonly #stem: string
  readonly #tokens: Token[] = []
  readonly #starts: { readonly made: number; readonly written: number }[] = []
  #text = ''
  #at = 0
  #depth = 0
  #words = 0

  constructor(sql: string, dialect: InputDialect) {
    this.#sql = sql
    this.#dialect = dialect
    let stem = 'ajq'
    while (sql.toLowerCase().includes(stem)) stem += 'q'
    this.#stem = stem
  }

  run(): Lexed {
    while (this.#at < this.#sql.length) this.#next()
    const starts = this.#starts
    return {
      text: this.#text,
      tokens: this.#tokens,
      stem: this.#stem,
      originalIndex: (index) => {
        const start = starts.findLast(({ made }) => made <= index) ?? { made: 0, written: 0 }
        return Math.min(start.written + index - start.made, this.#sql.length)
      },
    }
  }

  #next(): void {
    if (this.#comment()) return
    const character = this.#sql.charAt(this.#at)
    const { strings, names } = this.#dialect
    const number = this.#match(NUMBER)
    const word = this.#match(WORD)
    if (isQuote(character) && strings.includes(character)) this.#quoted(character, 'string')
    else if (isQuote(character) && names.includes(character)) this.#quoted(character, 'name')
    else if (number !== undefined) this.#number(number)
    else if (word !== undefined) this.#word(word)
    else this.#symbol(character)
  }

  #symbol(character: string): void {
    if (character === ':' && this.#sql.startsWith('::', this.#at)) {
      this.#colons()
    } else if (character === this.#dialect.namedParameter) {
      this.#parameter()
    } else {
      if (character === '?' || character === ':') this.#refuse(`"${character}"`, 'name parameters instead')
      this.#brackets(character)
      this.#copy(character)
    }
  }

  #comment(): boolean {
    const rest = this.#sql.slice(this.#at, this.#at + 3)
    if (rest.startsWith('/*')) {
      if (/^\/\*[!+]/.test(rest)) this.#refuse('a comment with instructions', 'leave it out')
      const end = this.#sql.indexOf('*/', this.#at + 2)
      if (end === -1) this.#syntaxError('unterminated /* comment')
      this.#replace(end + 2, ' ')
      return true
    }
    const isLine = this.#dialect.lineComments.some((opening) =>
      opening === '-- ' ? /^--(?:\s|$)/.test(rest) : rest.startsWith(opening),
    )
    if (isLine) {
      const end = this.#sql.indexOf('\n', this.#at)
      this.#replace(end === -1 ? this.#sql.length : end, ' ')
      return true
    }
    if (!rest.startsWith('--')) return false
    this.#replace(this.#at + 1, '- ')
    return true
  }

  #quoted(quote: Quote, kind: 'string' | 'name'): void {
    const { escapes, doublesQuotes } = this.#dialect
    let value = ''
    let at = this.#at + 1
    for (; this.#sql.charAt(at) !== quote; at++) {
      const character = this.#sql.charAt(at)
      if (character === '') this.#syntaxError(`unterminated quote ${quote}`)
      if (character === '\\' && (kind === 'string' ? escapes !== undefined : true)) {
        const meaning = kind === 'string' ? escapes?.[this.#sql.charAt(++at)] : undefined
        if (meaning === undefined) this.#refuse('this backslash', 'write the character itself')
        value += meaning
      } else value += character
    }
    const doubled = this.#sql.charAt(at + 1) === quote
    if (doubled && kind === 'string' && doublesQuotes) {
      const { end, rest } = this.#afterDoubled(quote, at)
      this.#stand({ kind, value: value + rest }, end)
      return
    }
    if (doubled || (kind === 'name' && value === '')) this.#refuse('this quote', 'write a simpler one')
    this.#stand({ kind, value }, at + 1)
  }

  /** The rest of a string from a doubled quote on: read as a string of its own, joined by the quote. */
  #afterDoubled(quote: Quote, at: number): { readonly end: number; readonly rest: string } {
    const outer = { at: this.#at, text: this.#text, tokens: this.#tokens.length, starts: this.#starts.length }
    this.#at = at + 1
    this.#quoted(quote, 'string')
    const rest = quote + (this.#tokens[outer.tokens]?.value ?? '')
    const end = this.#at
    this.#tokens.length = outer.tokens
    this.#starts.length = outer.starts
    this.#text = outer.text
    this.#at = outer.at
    return { end, rest }
  }

  #number(written: string): void {
    const end = this.#at + written.length
    if (/[\p{L}\p{N}_$]/u.test(this.#sql.charAt(end))) this.#refuse('a number followed by a letter', 'quote a name')
    this.#stand({ kind: 'number', value: written }, end)
  }

  #word(word: string): void {
    const next = this.#sql.charAt(this.#at + word.length)
    if (this.#dialect.strings.some((quote) => quote === next) && /^(?:[bnrxeu]|rb|br|_\w+)$/i.test(word)) {
      this.#refuse('a string with a prefix', 'use a plain string')
    }
    if (word.includes('$$')) this.#refuse('a $$ string', 'use quotes')
    if (/^(?:case|not)$/i.test(word) && ++this.#words > MAX_NESTING) throw nestingError()
    this.#copy(word)
  }

  #colons(): void {
    if (!this.#dialect.castsByColons) this.#syntaxError('syntax error at or near "::"')
    this.#copy('::')
  }

  #parameter(): void {
    if (/[\p{L}\p{N}_\])"]$/u.test(this.#text)) this.#refuse('a path into a value', 'use a JSON function')
    this.#at++
    const name = this.#match(PARAMETER)
    this.#at--
    if (name === undefined) this.#syntaxError(`syntax error at or near "${this.#sql.charAt(this.#at)}"`)
    this.#stand({ kind: 'parameter', value: name }, this.#at + 1 + name.length)
  }

  #brackets(character: string): void {
    if ('(['.includes(character) && ++this.#depth > MAX_BRACKETS) throw nestingError()
    if (')]'.includes(character)) this.#depth--
  }

  #stand(token: Token, end: number): void {
    const number = this.#tokens.push(token)
    const name = `${this.#stem}${number}x`
    this.#replace(end, token.kind === 'number' ? String(number) : token.kind === 'string' ? `'${number}'` : name)
  }

  #copy(written: string): void {
    this.#replace(this.#at + written.length, written)
  }

  #replace(end: number, made: string): void {
    const last = this.#starts.at(-1)
    const { length } = this.#text
    if (last === undefined || last.written + length - last.made !== this.#at) {
      this.#starts.push({ made: length, written: this.#at })
    }
    this.#text += made
    this.#at = end
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#sql)?.[0]
  }

  #refuse(what: string, instead: string): never {
    const message = `${what} cannot be read from ${this.#dialect.title} exactly; ${instead}.`
    throw new ValidationError('UNSUPPORTED', message, { sqlState: '0A000', ...placeAt(this.#sql, this.#at) })
  }

  #syntaxError(message: string): never {
    throw new ValidationError('SYNTAX_ERROR', message, { sqlState: '42601', ...placeAt(this.#sql, this.#at) })
  }
}

function isQuote(character: string): character is Quote {
  return character === "'" || character === '"' || character === '`'
}
