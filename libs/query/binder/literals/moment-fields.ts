import { BadField } from './bad-field.ts'
import { MOMENT_WORDS } from './moment-words.ts'

/** What a piece of the text looks like, before its place among the others says what it is. */
export type FieldKind = 'number' | 'date' | 'time' | 'zone' | 'word' | 'signed word'

export interface TextField {
  readonly kind: FieldKind
  /** In lower case. */
  readonly text: string
}

const MAX_FIELDS = 25
/** In the order PostgreSQL's ParseDateTime looks for them. */
const FORMS: readonly (readonly [FieldKind, RegExp])[] = [
  ['time', /\d+:[\d:.]*/y],
  ['date', /\d+([-/.])\d+\1(?:\d|\1)*/y],
  ['date', /\d+[-/]\d+/y],
  ['number', /\d+\.\d+/y],
  ['date', /\d+([-/.])(?:[a-z0-9]|\1)*/y],
  ['number', /\d+/y],
  ['number', /\.\d*/y],
  ['zone', /[+-]\s*\d[\d:.-]*/y],
  ['signed word', /[+-]\s*[a-z]+/y],
]
const WORD = /[a-z]+/y
const WORD_ON = /[a-z0-9+\-/_.:]*/y

/** The text in pieces, as PostgreSQL cuts dates, times and intervals. @throws BadField format */
export function splitFields(text: string): readonly TextField[] {
  const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const fields: TextField[] = []
  let at = 0
  while (at < lower.length) {
    const rest = fieldAt(lower, at)
    if (rest === undefined) {
      if (!/[\s!-/:-@[-`{-~]/.test(lower.charAt(at)) || /[+-]/.test(lower.charAt(at))) throw new BadField('format')
      at += 1
      continue
    }
    if (fields.length >= MAX_FIELDS) throw new BadField('format')
    fields.push({ kind: rest.kind, text: rest.text.replace(/\s/g, '') })
    at += rest.text.length
  }
  return fields
}

function fieldAt(text: string, at: number): TextField | undefined {
  const word = matchAt(WORD, text, at)
  if (word !== undefined) return wordAt(text, at, word)
  for (const [kind, form] of FORMS) {
    const found = matchAt(form, text, at)
    if (found !== undefined) return { kind, text: found }
  }
  return undefined
}

/** A word, or a date with a month's name first, or a zone: `feb-5-2024`, `europe/rome`, `est5edt`. */
function wordAt(text: string, at: number, word: string): TextField {
  const next = text.charAt(at + word.length)
  const goesOn = /[-/.]/.test(next) || (/[+\d]/.test(next) && !MOMENT_WORDS.has(word.slice(0, 10)))
  if (!goesOn) return { kind: 'word', text: word }
  return { kind: 'date', text: `${word}${matchAt(WORD_ON, text, at + word.length) ?? ''}` }
}

function matchAt(form: RegExp, text: string, at: number): string | undefined {
  form.lastIndex = at
  return form.exec(text)?.[0]
}
