import { casesOf } from './char-classes.ts'
import { ANY, type CharSet, charSet, complement } from './char-set.ts'
import { InvalidPattern, UnsupportedPattern } from './fault.ts'
import type { Assertion, RegexNode } from './node.ts'
import { DEFAULT_OPTIONS, EMBEDDED_FLAGS, type PatternOptions, withFlags } from './options.ts'
import { bracketSet, parseBracket } from './parse-bracket.ts'
import { parseEscape } from './parse-escape.ts'
import { isDigit, PatternReader } from './reader.ts'

const MAX_REPEAT = 255
const NOT_NEWLINE = complement([[0x0a, 0x0a]])

/**
 * An advanced regular expression of PostgreSQL (its `regex` chapter), director prefixes and embedded options included.
 * @throws InvalidPattern where PostgreSQL refuses it, UnsupportedPattern for back references and look-around
 */
export function parsePattern(pattern: string, options: PatternOptions = DEFAULT_OPTIONS): RegexNode {
  if (options.literal) return literal(pattern, options)
  const reader = new PatternReader(pattern)
  if (reader.take('***=')) return literal(reader.rest(), options)
  const isDirected = reader.take('***:')
  if (!isDirected && reader.peek() === '*') throw invalidOperand()
  const parser = new PatternParser(reader, embeddedOptions(reader, options))
  return parser.parse()
}

/** Options in parentheses at the very start: `(?i)`. */
function embeddedOptions(reader: PatternReader, options: PatternOptions): PatternOptions {
  if (reader.peek() !== '(' || reader.peek(1) !== '?' || !/^[A-Za-z]$/.test(reader.peek(2))) return options
  reader.take('(?')
  const flags = reader.takeWhile((character) => /^[A-Za-z]$/.test(character))
  if (!reader.take(')') || !EMBEDDED_FLAGS.test(flags)) throw new InvalidPattern('invalid embedded option')
  return withFlags(options, flags)
}

function literal(text: string, { ignoreCase }: PatternOptions): RegexNode {
  const parts = Array.from(text, (character): RegexNode => oneCharacter(character.codePointAt(0) ?? 0, ignoreCase))
  return { kind: 'concat', parts }
}

function oneCharacter(code: number, ignoreCase: boolean): RegexNode {
  const codes = ignoreCase ? casesOf(code) : [code]
  return { kind: 'set', set: charSet(codes.map((each) => [each, each])) }
}

function invalidOperand(): InvalidPattern {
  return new InvalidPattern('quantifier operand invalid')
}

interface Bounds {
  readonly min: number
  readonly max: number | null
  /** `{m}`, not `{m,n}`. */
  readonly isFixed: boolean
}

class PatternParser {
  readonly #reader: PatternReader
  readonly #options: PatternOptions
  #captures = 0

  constructor(reader: PatternReader, options: PatternOptions) {
    this.#reader = reader
    this.#options = options.literal ? { ...options, literal: false } : options
  }

  parse(): RegexNode {
    const node = this.#alternation()
    if (!this.#reader.atEnd) throw unbalanced()
    return node
  }

  #alternation(): RegexNode {
    const branches = [this.#branch()]
    while (this.#reader.take('|')) branches.push(this.#branch())
    const [only] = branches
    return branches.length === 1 && only !== undefined ? only : { kind: 'alternation', branches }
  }

  #branch(): RegexNode {
    const parts: RegexNode[] = []
    this.#skip()
    while (!this.#reader.atEnd && this.#reader.peek() !== '|' && this.#reader.peek() !== ')') {
      parts.push(this.#quantified())
      this.#skip()
    }
    const [only] = parts
    return parts.length === 1 && only !== undefined ? only : { kind: 'concat', parts }
  }

  /** White space and comments of the expanded syntax, and comments in parentheses. */
  #skip(): void {
    for (;;) {
      if (this.#reader.take('(?#')) {
        this.#reader.takeWhile((character) => character !== ')')
        this.#reader.next()
      } else if (!this.#options.expanded) return
      else if (/^[ \t\n\v\f\r]$/.test(this.#reader.peek())) this.#reader.next()
      else if (this.#reader.peek() === '#') this.#reader.takeWhile((character) => character !== '\n')
      else return
    }
  }

  #quantified(): RegexNode {
    const atom = this.#atom()
    this.#skip()
    if (atom.kind === 'assertion') return atom
    const bounds = this.#bounds()
    if (bounds === undefined) return atom
    const few = this.#reader.take('?')
    this.#skip()
    if (this.#bounds() !== undefined) throw invalidOperand()
    const { min, max, isFixed } = bounds
    return { kind: 'repeat', node: atom, min, max, prefers: isFixed ? 'nothing' : few ? 'few' : 'many' }
  }

  #bounds(): Bounds | undefined {
    if (this.#reader.take('*')) return { min: 0, max: null, isFixed: false }
    if (this.#reader.take('+')) return { min: 1, max: null, isFixed: false }
    if (this.#reader.take('?')) return { min: 0, max: 1, isFixed: false }
    if (this.#reader.peek() !== '{' || !isDigit(this.#reader.peek(1))) return undefined
    this.#reader.next()
    const min = this.#count()
    const isFixed = !this.#reader.take(',')
    const max = isFixed ? min : isDigit(this.#reader.peek()) ? this.#count() : null
    if (!this.#reader.take('}')) throw new InvalidPattern('invalid repetition count(s)')
    if (max !== null && min > max) throw new InvalidPattern('invalid repetition count(s)')
    return { min, max, isFixed }
  }

  #count(): number {
    const count = Number(this.#reader.takeWhile(isDigit))
    if (count > MAX_REPEAT) throw new InvalidPattern('invalid repetition count(s)')
    if (this.#reader.atEnd) throw new InvalidPattern('braces {} not balanced')
    return count
  }

  #atom(): RegexNode {
    const reader = this.#reader
    if (reader.take('[[:<:]]')) return assertion('word start')
    if (reader.take('[[:>:]]')) return assertion('word end')
    const character = reader.next()
    switch (character) {
      case '(':
        return this.#group()
      case '[':
        return this.#bracket()
      case '.':
        return set(this.#options.newlineStops ? NOT_NEWLINE : ANY)
      case '^':
        return assertion(this.#options.lineAnchors ? 'line start' : 'text start')
      case '$':
        return assertion(this.#options.lineAnchors ? 'line end' : 'text end')
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        throw invalidOperand()
      case '{':
        if (isDigit(reader.peek())) throw invalidOperand()
        return this.#character(character)
      default:
        return this.#character(character)
    }
  }

  #character(character: string): RegexNode {
    return oneCharacter(character.codePointAt(0) ?? 0, this.#options.ignoreCase)
  }

  #group(): RegexNode {
    const capture = this.#groupKind()
    const node = this.#alternation()
    if (!this.#reader.take(')')) throw unbalanced()
    return { kind: 'group', capture, node }
  }

  #groupKind(): number | null {
    if (!this.#reader.take('?')) {
      this.#captures += 1
      return this.#captures
    }
    if (this.#reader.take(':')) return null
    if (['=', '!', '<=', '<!'].some((look) => this.#reader.take(look))) {
      throw new UnsupportedPattern('look-ahead and look-behind, (?=...) and the like, are not supported')
    }
    throw invalidOperand()
  }

  #bracket(): RegexNode {
    const { ignoreCase, newlineStops } = this.#options
    return set(bracketSet(parseBracket(this.#reader, ignoreCase), newlineStops))
  }

  #escape(): RegexNode {
    const escaped = parseEscape(this.#reader)
    switch (escaped.kind) {
      case 'assertion':
        return assertion(escaped.test)
      case 'class':
        return set(escaped.set)
      case 'character':
        return oneCharacter(escaped.code, this.#options.ignoreCase)
    }
  }
}

function set(chars: CharSet): RegexNode {
  return { kind: 'set', set: chars }
}

function assertion(test: Assertion): RegexNode {
  return { kind: 'assertion', test }
}

function unbalanced(): InvalidPattern {
  return new InvalidPattern('parentheses () not balanced')
}
