import type { TypeKind } from '#arrow'
import {
  AGGREGATE_FUNCTIONS,
  type AggregateFunction,
  aggregateRecord,
  SCALAR_FUNCTIONS,
  type ScalarFunction,
  type Signature,
  scalarRecord,
  WINDOW_FUNCTIONS,
  type WindowFunction,
  windowRecord,
} from '#plan'
import { answerFor, type Probe, variantsOf } from './answers.ts'
import { aggregateProbe, scalarProbe, windowProbe } from './function-probes.ts'
import type { Language } from './languages.ts'

/** How a function stands in a statement; an aggregate stands over a window too. */
export type Role = 'scalar' | 'aggregate' | 'window'

/** What a language takes: a function of arguments of these kinds. */
export interface AcceptedRow {
  readonly role: Role
  readonly function: ScalarFunction | AggregateFunction | WindowFunction
  readonly kinds: readonly TypeKind[]
  /** What the function's own record says of the same arguments. */
  readonly signature: Signature
}

/** Every row of a language's table, one for each number of arguments and each kind of the ones that decide. */
export function acceptedRows(language: Language): readonly AcceptedRow[] {
  return [
    ...SCALAR_FUNCTIONS.flatMap((name) => rowsOf(language, 'scalar', name, scalarRecord(name), scalarProbe(name))),
    ...AGGREGATE_FUNCTIONS.flatMap((name) =>
      rowsOf(language, 'aggregate', name, aggregateRecord(name), aggregateProbe(name)),
    ),
    ...[...WINDOW_FUNCTIONS, ...AGGREGATE_FUNCTIONS.filter((name) => name !== 'grouping')].flatMap((name) =>
      rowsOf(language, 'window', name, windowRecord(name), windowProbe(name)),
    ),
  ]
}

function rowsOf(
  language: Language,
  role: Role,
  name: AcceptedRow['function'],
  { signatures }: { readonly signatures: readonly Signature[] },
  probe: Probe,
): readonly AcceptedRow[] {
  return signatures.flatMap(shortenings).flatMap((signature) =>
    variantsOf(signature)
      .filter((kinds) => answerFor(language, kinds, signature, probe) !== 'no')
      .map((kinds) => ({ role, function: name, kinds, signature })),
  )
}

/** The signature with each number of arguments it can be called with. */
function shortenings(signature: Signature): readonly Signature[] {
  return Array.from({ length: signature.optional + 1 }, (_, left) => ({
    ...signature,
    parameters: signature.parameters.slice(0, signature.parameters.length - left),
  }))
}
