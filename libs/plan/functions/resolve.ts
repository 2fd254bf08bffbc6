import { type EngineType, isNumeric, type ScalarKind, type TypeKind } from '#arrow'
import { categoryOf, convertsImplicitly, isPreferred } from './conversions.ts'
import type { ParameterType, Signature } from './record.ts'

/** The type of an argument; null for an untyped literal. */
export type ArgumentType = EngineType | null

/** The overload a call means, with the parameter each argument is for. */
export interface Resolution {
  readonly signature: Signature
  readonly parameters: readonly ParameterType[]
}

/**
 * The overload PostgreSQL would pick (its func_select_candidate): an exact match; else among those the arguments
 * convert to, the most exact matches, then the most preferred types, then what untyped literals allow.
 */
export function resolveOverload(
  signatures: readonly Signature[],
  args: readonly ArgumentType[],
): Resolution | 'none' | 'ambiguous' {
  const own = pick(fitting(signatures, args, 'own'), args)
  return own === 'none' ? pick(fitting(signatures, args, 'extension'), args) : own
}

function fitting(
  signatures: readonly Signature[],
  args: readonly ArgumentType[],
  origin: 'own' | 'extension',
): readonly Resolution[] {
  return signatures
    .filter((signature) => signature.extension === (origin === 'extension'))
    .flatMap((signature) => {
      const parameters = parametersFor(signature, args.length)
      return parameters === undefined ? [] : [{ signature, parameters }]
    })
    .filter(({ parameters }) => args.every((arg, index) => accepts(parameters[index], arg)))
}

function parametersFor(signature: Signature, count: number): readonly ParameterType[] | undefined {
  const { parameters, optional, variadic } = signature
  if (count < parameters.length - optional) return undefined
  if (count <= parameters.length) return parameters.slice(0, count)
  const last = parameters.at(-1)
  if (!variadic || last === undefined) return undefined
  return [...parameters, ...Array<ParameterType>(count - parameters.length).fill(last)]
}

function accepts(parameter: ParameterType | undefined, arg: ArgumentType): boolean {
  if (parameter === undefined) return false
  if (parameter === 'array') return arg === null || arg.kind === 'array'
  if (parameter === 'numeric') return arg === null || isNumeric(arg)
  const kind = kindOf(parameter)
  if (arg === null || kind === undefined) return true
  return convertsImplicitly(arg.kind, kind)
}

/** The kind a parameter asks for; undefined for those that take more than one. */
function kindOf(parameter: ParameterType): ScalarKind | undefined {
  return isPolymorphic(parameter) ? undefined : parameter
}

type Polymorphic = Exclude<ParameterType, ScalarKind>

const POLYMORPHIC: ReadonlySet<ParameterType> = new Set<Polymorphic>(['any', 'element', 'numeric', 'array', 'member'])

function isPolymorphic(parameter: ParameterType): parameter is Polymorphic {
  return POLYMORPHIC.has(parameter)
}

function pick(candidates: readonly Resolution[], args: readonly ArgumentType[]): Resolution | 'none' | 'ambiguous' {
  if (candidates.length === 0) return 'none'
  let left = mostPoints(candidates, args, isExact)
  left = mostPoints(left, args, (parameter, arg) => isExact(parameter, arg) || isPreferredParameter(parameter))
  if (left.length > 1) left = byUnknowns(left, args)
  if (left.length > 1) left = assumeLikeOthers(left, args)
  const [only, ...others] = left
  return only === undefined || others.length > 0 ? 'ambiguous' : only
}

function isExact(parameter: ParameterType | undefined, arg: EngineType): boolean {
  return parameter !== undefined && kindOf(parameter) === arg.kind
}

function isPreferredParameter(parameter: ParameterType | undefined): boolean {
  const kind = parameter === undefined ? undefined : kindOf(parameter)
  return kind !== undefined && isPreferred(kind)
}

function mostPoints(
  candidates: readonly Resolution[],
  args: readonly ArgumentType[],
  point: (parameter: ParameterType | undefined, arg: EngineType) => boolean,
): readonly Resolution[] {
  const points = candidates.map(
    ({ parameters }) => args.filter((arg, index) => arg !== null && point(parameters[index], arg)).length,
  )
  const best = Math.max(...points)
  return candidates.filter((_, index) => points[index] === best)
}

/** Untyped literals prefer text where a candidate takes it, else the one category all candidates agree on. */
function byUnknowns(candidates: readonly Resolution[], args: readonly ArgumentType[]): readonly Resolution[] {
  let left = candidates
  for (const [index, arg] of args.entries()) {
    if (arg !== null) continue
    const kinds = candidates.flatMap(({ parameters }) => kindOf(parameters[index] ?? 'any') ?? [])
    const category = kinds.includes('string') ? 'text' : categoryAll(kinds)
    if (category === undefined) return candidates
    const inCategory = left.filter(({ parameters }) => isIn(parameters[index], category))
    const preferred = inCategory.filter(({ parameters }) => isPreferredParameter(parameters[index]))
    left = preferred.length > 0 ? preferred : inCategory
  }
  return left.length === 0 ? candidates : left
}

function categoryAll(kinds: readonly TypeKind[]): string | undefined {
  const categories = new Set(kinds.map(categoryOf))
  const [only] = categories
  return categories.size === 1 ? only : undefined
}

function isIn(parameter: ParameterType | undefined, category: string): boolean {
  const kind = parameter === undefined ? undefined : kindOf(parameter)
  return kind === undefined || categoryOf(kind) === category
}

/** Last resort: where all typed arguments agree, untyped ones are taken to be of their type too. */
function assumeLikeOthers(candidates: readonly Resolution[], args: readonly ArgumentType[]): readonly Resolution[] {
  const kinds = new Set(args.flatMap((arg) => (arg === null ? [] : [arg.kind])))
  const [kind] = kinds
  if (kinds.size !== 1 || kind === undefined) return candidates
  const fits = candidates.filter(({ parameters }) =>
    parameters.every((parameter) => {
      const wanted = kindOf(parameter)
      return wanted === undefined || convertsImplicitly(kind, wanted)
    }),
  )
  const exact = fits.filter(({ parameters }) => parameters.every((parameter) => kindOf(parameter) === kind))
  return exact.length === 1 ? exact : fits
}
