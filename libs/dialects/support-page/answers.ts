import type { TypeKind } from '#arrow'
import type { Expression, ParameterType, Signature } from '#plan'
import type { Language } from './languages.ts'
import { columnOf, constantsOf, KINDS } from './probe.ts'

/** How a language takes a function of arguments of some kinds. */
export type Answer = 'yes' | 'with constants' | 'prefilter' | 'no'

/** Says whether a language can take a function called with these arguments. */
export type Probe = (
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
export function variantsOf({ parameters }: Signature): readonly (readonly TypeKind[])[] {
  const open = parameters.find((parameter) => kindsFor(parameter).length !== 1)
  if (open === undefined) return [parameters.flatMap(kindsFor)]
  return kindsFor(open).map((kind) =>
    parameters.flatMap((parameter) => (kindsFor(parameter).length === 1 ? kindsFor(parameter) : [kind])),
  )
}

/** The place of no argument: all are constants. */
const NONE = -1

/** Tries columns everywhere, and else a column in one place, or in none, and constants in the others. */
export function answerFor(language: Language, kinds: readonly TypeKind[], signature: Signature, probe: Probe): Answer {
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
