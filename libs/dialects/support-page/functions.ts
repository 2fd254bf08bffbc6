import type { TypeKind } from '#arrow'
import {
  AGGREGATE_FUNCTIONS,
  type AggregateFunction,
  aggregateRecord,
  type Expression,
  type FunctionCall,
  type ParameterType,
  type PlanNode,
  SCALAR_FUNCTIONS,
  type ScalarFunction,
  type Signature,
  type SortKey,
  scalarRecord,
  WINDOW_FUNCTIONS,
  type WindowFunction,
  windowRecord,
} from '#plan'
import { expressionText } from '../expression-text.ts'
import { LANGUAGES, type Language } from './languages.ts'
import { canPrefilter, canSay, canSayValue, columnOf, constantsOf, KINDS, tableOf } from './probe.ts'

/** One line of a table: what it is about, and a cell for each language. */
export interface PageRow {
  readonly title: string
  readonly cells: readonly string[]
}

/** How a language takes a function of arguments of some kinds. */
type Answer = 'yes' | 'with constants' | 'prefilter' | 'no'

/** Says whether a language can take a function called with these arguments. */
type Probe = (
  language: Language,
  args: readonly Expression[],
  signature: Signature,
) => Exclude<Answer, 'with constants'>

/** The kinds a parameter is tried with. */
function kindsFor(parameter: ParameterType): readonly TypeKind[] {
  switch (parameter) {
    case 'numeric':
      return ['int16', 'int32', 'int64', 'float32', 'float64', 'decimal']
    case 'element':
    case 'any':
      return KINDS.filter((kind) => kind !== 'json' && kind !== 'array')
    case 'member':
      return ['int32']
    default:
      return [parameter]
  }
}

/** The kinds of all parameters, for each kind of the one that decides them. */
function variantsOf({ parameters }: Signature): readonly (readonly TypeKind[])[] {
  const open = parameters.find((parameter) => kindsFor(parameter).length !== 1)
  if (open === undefined) return [parameters.flatMap(kindsFor)]
  return kindsFor(open).map((kind) =>
    parameters.flatMap((parameter) => (kindsFor(parameter).length === 1 ? kindsFor(parameter) : [kind])),
  )
}

/** The place of no argument: all are constants. */
const NONE = -1

/** Tries columns everywhere, and else a column in one place, or in none, and constants in the others. */
function answerFor(language: Language, kinds: readonly TypeKind[], signature: Signature, probe: Probe): Answer {
  const columns = kinds.map((kind, place) => columnOf(kind, place))
  const plain = probe(language, columns, signature)
  if (plain !== 'no' || kinds.length === 0) return plain
  for (const round of [0, 1, 2, 3]) {
    const constants = kinds.map((kind) => constantsOf(kind)[round] ?? constantsOf(kind)[0])
    for (const own of [...kinds.keys(), NONE]) {
      const args = columns.map((column, place) => (place === own ? column : (constants[place] ?? column)))
      if (probe(language, args, signature) === 'yes') return 'with constants'
    }
  }
  return 'no'
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

function callOf(name: ScalarFunction, args: readonly Expression[], signature: Signature): FunctionCall {
  return { kind: 'call', function: name, arguments: args, type: signature.result(args), nullable: true }
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
    return rowOf(title, signatures, (language, args, signature) => {
      const call = callOf(name, args, signature)
      if (canSayValue(language, call, call.type)) return 'yes'
      return call.type.kind === 'boolean' && canPrefilter(language, call) ? 'prefilter' : 'no'
    })
  })
}

function aggregatePlan(
  language: Language,
  name: AggregateFunction,
  args: readonly Expression[],
  signature: Signature,
  orderBy: readonly SortKey[],
): PlanNode {
  const type = signature.result(args)
  const call = {
    kind: 'aggregate',
    function: name,
    arguments: args,
    distinct: false,
    filter: null,
    orderBy,
    type,
  } as const
  const column = { id: 'answer', name: 'answer', type, nullable: true }
  return { kind: 'aggregate', input: tableOf(language), groups: [], aggregates: [{ column, call }], groupingSets: null }
}

/** Some aggregates are nothing without an order of their rows. */
const ORDERS: readonly (readonly SortKey[])[] = [
  [],
  [{ expression: columnOf('float64', 0), descending: false, nullsFirst: false }],
]

/** A line for each aggregate. */
export function aggregateRows(): readonly PageRow[] {
  return AGGREGATE_FUNCTIONS.map((name) =>
    rowOf(name, aggregateRecord(name).signatures, (language, args, signature) =>
      ORDERS.some((order) => canSay(language, aggregatePlan(language, name, args, signature, order))) ? 'yes' : 'no',
    ),
  )
}

function windowPlan(
  language: Language,
  name: WindowFunction | AggregateFunction,
  args: readonly Expression[],
  signature: Signature,
): PlanNode {
  const type = signature.result(args)
  const orderBy = [{ expression: columnOf('int32', 0), descending: false, nullsFirst: false }]
  const partitionBy = [columnOf('int32', 1)]
  const call = {
    kind: 'window',
    function: name,
    arguments: args,
    filter: null,
    partitionBy,
    orderBy,
    frame: null,
    type,
  } as const
  const column = { id: 'answer', name: 'answer', type, nullable: true }
  return { kind: 'window', input: tableOf(language), calls: [{ column, call }] }
}

/** A line for each function that needs OVER. */
export function windowRows(): readonly PageRow[] {
  return WINDOW_FUNCTIONS.map((name) =>
    rowOf(name, windowRecord(name).signatures, (language, args, signature) =>
      canSay(language, windowPlan(language, name, args, signature)) ? 'yes' : 'no',
    ),
  )
}
