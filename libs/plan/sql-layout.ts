/** Text and names whole, joins and clauses of two words as one, blanks, and all else sign by sign. */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|(?:(?:LEFT|RIGHT|FULL|CROSS|SEMI|ANTI) )?JOIN\b|(?:GROUP|ORDER) BY\b|DISTINCT FROM\b|\w+|\s+|[\s\S]/g

/** What begins a line in a SELECT. */
const CLAUSES =
  /^(?:(?:(?:LEFT|RIGHT|FULL|CROSS|SEMI|ANTI) )?JOIN|GROUP BY|ORDER BY|FROM|WHERE|HAVING|LIMIT|OFFSET|UNION|INTERSECT|EXCEPT)$/

/** A list goes on in a new line once its line is this long. */
const LONG_LINE = 90
const STEP = '  '

/**
 * One statement on several lines, for reading: each clause, join and condition begins one, subqueries are indented.
 * Only blanks change.
 */
export function layOutSql(sql: string): string {
  const layout = new Layout()
  for (const [token] of sql.matchAll(TOKENS)) layout.add(token)
  return layout.text()
}

class Layout {
  readonly #lines: string[] = []
  #line = ''
  /** For each open parenthesis and CASE, whether it holds a SELECT; the statement itself does. */
  readonly #open: boolean[] = [true]
  #afterParenthesis = false

  add(token: string): void {
    const opensSelect = this.#afterParenthesis && (token === 'SELECT' || token === 'WITH')
    if (opensSelect) {
      this.#open[this.#open.length - 1] = true
      this.#break(0)
    }
    this.#afterParenthesis = token === '('
    if (token === ')' || token === 'END') this.#close()
    else if (this.#inSelect() && CLAUSES.test(token)) this.#break(0)
    else if (this.#inSelect() && token === 'AND') this.#break(1)
    if (token === '(' || token === 'CASE') this.#open.push(false)
    this.#append(token)
  }

  text(): string {
    return [...this.#lines, this.#line.trimEnd()].join('\n')
  }

  #inSelect(): boolean {
    return this.#open.at(-1) === true
  }

  #close(): void {
    const wasSelect = this.#open.pop() === true
    if (wasSelect) this.#break(0)
  }

  #append(token: string): void {
    const text = /^\s+$/.test(token) ? ' ' : token
    const startsLine = this.#line.trim() === ''
    if (text === ' ' && startsLine) return
    this.#line += text
    if (text === ',' && this.#inSelect() && this.#line.length > LONG_LINE) this.#break(1)
  }

  #break(further: number): void {
    if (this.#line.trim() !== '') this.#lines.push(this.#line.trimEnd())
    const depth = this.#open.filter(Boolean).length - 1 + further
    this.#line = STEP.repeat(depth)
  }
}
