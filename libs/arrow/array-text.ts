/** Why a text is no array: not one at all, or one of several dimensions or with bounds of its own. */
export type ArrayTextFault = 'malformed' | 'dimensions'

/** The elements, in text, as PostgreSQL prints an array of them: `{1,NULL,"a b"}`. */
export function writeArrayText(elements: readonly (string | null)[]): string {
  return `{${elements.map((element) => (element === null ? 'NULL' : quoted(element))).join(',')}}`
}

/** Only the spaces of C are quoted, as in PostgreSQL. */
function quoted(element: string): string {
  const isPlain = element !== '' && !/[ \t\n\r\v\f"\\{},]/.test(element) && element.toUpperCase() !== 'NULL'
  return isPlain ? element : `"${element.replace(/["\\]/g, '\\$&')}"`
}

/** The texts of the elements of an array in the form PostgreSQL reads, or why there are none. */
export function readArrayText(text: string): (string | null)[] | ArrayTextFault {
  const start = skipSpaces(text, 0)
  if (text[start] === '[') return 'dimensions'
  if (text[start] !== '{') return 'malformed'
  const elements: (string | null)[] = []
  let at = skipSpaces(text, start + 1)
  if (text[at] === '}') return endsAfter(text, at) ? elements : 'malformed'
  for (;;) {
    if (text[at] === '{') return 'dimensions'
    const element = text[at] === '"' ? quotedElement(text, at) : plainElement(text, at)
    if (element === undefined) return 'malformed'
    elements.push(element.value)
    at = skipSpaces(text, element.end)
    if (text[at] === '}') return endsAfter(text, at) ? elements : 'malformed'
    if (text[at] !== ',') return 'malformed'
    at = skipSpaces(text, at + 1)
  }
}

interface Element {
  readonly value: string | null
  readonly end: number
}

function quotedElement(text: string, start: number): Element | undefined {
  let value = ''
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') return { value, end: at + 1 }
    if (text[at] === '\\') at += 1
    value += text[at] ?? ''
  }
  return undefined
}

/** Up to the next comma or brace, spaces at its end left out; a bare NULL is one. */
function plainElement(text: string, start: number): Element | undefined {
  let value = ''
  let length = 0
  let isEscaped = false
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === ',' || character === '}') {
      value = value.slice(0, length)
      if (value === '' && !isEscaped) return undefined
      const isNull = !isEscaped && value.toUpperCase() === 'NULL'
      return { value: isNull ? null : value, end: at }
    }
    if (character === '{' || character === '"') return undefined
    if (character === '\\') {
      at += 1
      value += text[at] ?? ''
      length = value.length
      isEscaped = true
    } else {
      value += character
      if (!isSpace(character)) length = value.length
    }
  }
  return undefined
}

function endsAfter(text: string, brace: number): boolean {
  return skipSpaces(text, brace + 1) === text.length
}

function skipSpaces(text: string, from: number): number {
  let at = from
  while (isSpace(text[at])) at += 1
  return at
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && ' \t\n\r\v\f'.includes(character)
}
