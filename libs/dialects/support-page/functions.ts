import {
  AGGREGATE_FUNCTIONS,
  aggregateRecord,
  type ParameterType,
  SCALAR_FUNCTIONS,
  type ScalarFunction,
  type Signature,
  scalarRecord,
  WINDOW_FUNCTIONS,
  windowRecord,
} from '#plan'
import { expressionText } from '../expression-text.ts'
import { type Answer, answerFor, type Probe, variantsOf } from './answers.ts'
import { aggregateProbe, callOf, scalarProbe, windowProbe } from './function-probes.ts'
import { LANGUAGES, type Language } from './languages.ts'
import { columnOf } from './probe.ts'

/** One line of a table: what it is about, and a cell for each language. */
export interface PageRow {
  readonly title: string
  readonly cells: readonly string[]
}

interface Found {
  readonly answer: Answer
  /** The arguments it is the answer for. */
  readonly arguments: string
}

/** The answers of one overload; a single one where all kinds of arguments have the same. */
function answersOf(language: Language, signature: Signature, probe: Probe): readonly Found[] {
  const found = variantsOf(signature).map((kinds) => ({
    answer: answerFor(language, kinds, signature, probe),
    arguments: [...new Set(kinds)].join(', '),
  }))
  const [first] = found
  const agree = first !== undefined && found.every(({ answer }) => answer === first.answer)
  return agree ? [{ answer: first.answer, arguments: parametersText(signature) }] : found
}

const PARAMETER_WORDS: Partial<Record<ParameterType, string>> = {
  numeric: 'numbers',
  element: 'any type',
  any: 'any type',
}

function parametersText({ parameters }: Signature): string {
  return parameters.map((parameter) => PARAMETER_WORDS[parameter] ?? parameter).join(', ')
}

function cellOf(language: Language, signatures: readonly Signature[], probe: Probe): string {
  const found = signatures.flatMap((signature) => answersOf(language, signature, probe))
  const answers = new Set(found.map(({ answer }) => answer))
  const [only = 'no'] = answers
  if (answers.size <= 1) return WORDS[only]
  return (['yes', 'with constants', 'prefilter'] as const)
    .flatMap((answer) => {
      const lists = new Set(found.filter((entry) => entry.answer === answer).map((entry) => entry.arguments))
      return lists.size === 0 ? [] : [`${WORDS[answer]}: ${[...lists].join('; ')}`]
    })
    .join('. ')
}

const WORDS: Readonly<Record<Answer, string>> = {
  yes: 'yes',
  'with constants': 'with constants',
  prefilter: 'prefilter',
  no: '-',
}

function rowOf(title: string, signatures: readonly Signature[], probe: Probe): PageRow {
  return { title, cells: LANGUAGES.map((language) => cellOf(language, signatures, probe)) }
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

/** A call for people: `a + b`, `lower(a)`. */
function titleOf(name: ScalarFunction, signature: Signature | undefined): string {
  const kinds = signature === undefined ? [] : (variantsOf(signature)[0] ?? [])
  const args = kinds.map((kind, place) => columnOf(kind, place))
  if (signature === undefined || args.length !== signature.parameters.length) return name
  const names = new Map(args.map(({ id }, place) => [id, NAMES[place] ?? id]))
  return expressionText(callOf(name, args, signature), (id) => names.get(id))
}

/** Titles that several functions share, like `a + b`, told apart by what they take. */
function withParameters(title: string, signature: Signature | undefined, titles: readonly string[]): string {
  const shared = titles.filter((other) => other === title).length > 1
  return shared && signature !== undefined ? `${title} (${parametersText(signature)})` : title
}

/** A line for each scalar function and operator. */
export function scalarRows(): readonly PageRow[] {
  const titles = SCALAR_FUNCTIONS.map((name) => titleOf(name, scalarRecord(name).signatures[0]))
  return SCALAR_FUNCTIONS.map((name, index) => {
    const { signatures } = scalarRecord(name)
    const title = withParameters(titles[index] ?? name, signatures[0], titles)
    return rowOf(title, signatures, scalarProbe(name))
  })
}

/** A line for each aggregate. */
export function aggregateRows(): readonly PageRow[] {
  return AGGREGATE_FUNCTIONS.map((name) => rowOf(name, aggregateRecord(name).signatures, aggregateProbe(name)))
}

/** A line for each function that needs OVER. */
export function windowRows(): readonly PageRow[] {
  return WINDOW_FUNCTIONS.map((name) => rowOf(name, windowRecord(name).signatures, windowProbe(name)))
}
