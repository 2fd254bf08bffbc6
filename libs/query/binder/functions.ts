import { DATE, FLOAT64, sameType, type TypeKind } from '#arrow'
import { didYouMean } from '#core'
import {
  aggregateBySqlName,
  CLOCK_FUNCTIONS,
  type Expression,
  rowsBySqlName,
  type ScalarFunction,
  scalarBySqlName,
  sqlFunctionNames,
  typeOf,
  volatileBySqlName,
  windowBySqlName,
} from '#plan'
import type { FunctionNode } from '../query-request.ts'
import { aggregateCall } from './aggregates.ts'
import { arithmetic } from './arithmetic.ts'
import { callOf, comparable, condition, noFunction, scalarCall } from './calls.ts'
import { explicitCast } from './casts.ts'
import { clockConstant, refuseClock } from './clock.ts'
import { toCommonType } from './coerce.ts'
import { countedNulls } from './counted-nulls.ts'
import { dateCall, movedInZone } from './date-calls.ts'
import type { Env } from './env.ts'
import { operandsTogether } from './float-constants.ts'
import { formatText } from './format.ts'
import { groupingCall } from './grouping-calls.ts'
import { buildObject, extractPath } from './json.ts'
import { calledByPath, editedAtPath, withoutNulls } from './json-paths.ts'
import { argumentsInOrder } from './named-arguments.ts'
import { textToNumber } from './number-formats.ts'
import { type Operand, operandType } from './operand.ts'
import { needsWithinGroup, withinGroup } from './ordered-sets.ts'
import { quoteLiteral, quoteNullable } from './quoted-text.ts'
import { whyRefused } from './refused-functions.ts'
import { substringByPattern } from './regular-expressions.ts'
import { checkRepetition } from './repetition.ts'
import { shownText } from './shown-text.ts'
import { listedTableCall } from './table-calls.ts'
import { isNormalized, normalizeText, unescapedText } from './unicode-text.ts'
import { volatileCall } from './volatile-calls.ts'
import { windowCall } from './window-calls.ts'

/** A call by name: scalar, aggregate or window function. @throws ValidationError UNKNOWN_FUNCTION 42883 */
export function bindFunction(env: Env, node: FunctionNode): Expression {
  const name = node.fn.toLowerCase().replace(/^pg_catalog\./, '')
  if (node.within_group !== undefined) return withinGroup(env, name, node)
  needsWithinGroup(env, name, node)
  const aggregate = aggregateBySqlName(name)
  const window = windowBySqlName(name)
  if (name === 'grouping') return groupingCall(env, node)
  if (node.over !== undefined) {
    const over = aggregate ?? window
    if (over === undefined) throw notAWindowFunction(env, name, node)
    return windowCall(env, over, name, node, node.over)
  }
  const rows = rowsBySqlName(name)
  if (rows !== undefined) return listedTableCall(env, rows, name, node)
  const drawn = volatileBySqlName(name)
  if (drawn !== undefined) {
    refuseAggregateClauses(env, name, node)
    return volatileCall(env, drawn, name, node)
  }
  if (aggregate !== undefined) return aggregateCall(env, aggregate, name, node)
  if (window !== undefined) {
    throw env.binding.error('VALIDATION_ERROR', `The window function ${name} needs an OVER clause.`, '42809', node)
  }
  return bindScalar(env, name, node)
}

function notAWindowFunction(env: Env, name: string, node: FunctionNode): Error {
  const isKnown = scalarBySqlName(name) !== undefined || volatileBySqlName(name) !== undefined
  if (!isKnown) return unknownFunction(env, name, node)
  const message = `OVER was given, but ${name} is neither a window function nor an aggregate.`
  return env.binding.error('VALIDATION_ERROR', message, '42809', node)
}

function unknownFunction(env: Env, name: string, node: object): Error {
  const refused = whyRefused(name)
  if (refused !== undefined) return env.binding.error('UNSUPPORTED', refused, '0A000', node)
  const hint = didYouMean(name, sqlFunctionNames())
  return env.binding.error('UNKNOWN_FUNCTION', `The function ${name} is not available.${hint}`, '42883', node)
}

/** Names of length that PostgreSQL has for text only. */
const COUNTS_CHARACTERS: ReadonlySet<string> = new Set(['char_length', 'character_length'])

function bindScalar(env: Env, name: string, node: FunctionNode): Expression {
  refuseClock(env, name, node)
  refuseAggregateClauses(env, name, node)
  if (CLOCK_FUNCTIONS.has(name)) return clockConstant(env, name, node)
  const inside = name === 'coalesce' ? env.within({ tableCalls: 'COALESCE' }) : env
  const operands = operandsTogether(inside, argumentsInOrder(env, name, node), ['float64'])
  const [only] = operands
  if (COUNTS_CHARACTERS.has(name) && only !== undefined && operandType(only)?.kind === 'binary') {
    throw noFunction(env.binding, name, operands, node)
  }
  if (name === 'date' && only !== undefined && operands.length === 1) return explicitCast(env, only, DATE, node)
  const rewrite = REWRITTEN.get(name)
  if (rewrite !== undefined) return rewrite(env, operands, node)
  const scalar = scalarBySqlName(name)
  if (scalar === undefined) throw unknownFunction(env, name, node)
  return bindNamed(env, scalar, name, operands, node)
}

type Rewrite = (env: Env, operands: readonly Operand[], place: object) => Expression

/** Functions that are said with others. */
const REWRITTEN: ReadonlyMap<string, Rewrite> = new Map<string, Rewrite>([
  ['num_nulls', (env, operands, place) => countedNulls(env, 'num_nulls', operands, place)],
  ['num_nonnulls', (env, operands, place) => countedNulls(env, 'num_nonnulls', operands, place)],
  ['pi', pi],
  ['format', formatText],
  ['normalize', normalizeText],
  ['is_normalized', isNormalized],
  ['unistr', unescapedText],
  ['json_build_object', buildObject],
  ...['json_extract_path', 'json_extract_path_text', 'jsonb_extract_path', 'jsonb_extract_path_text'].map(
    (name): readonly [string, Rewrite] => [name, (env, operands, place) => extractPath(env, name, operands, place)],
  ),
  ...['jsonb_set', 'jsonb_insert'].map((name): readonly [string, Rewrite] => [
    name,
    (env, operands, place) => editedAtPath(env, name, operands, place),
  ]),
  ...['jsonb_path_exists', 'jsonb_path_match', 'jsonb_path_query_array', 'jsonb_path_query_first'].map(
    (name): readonly [string, Rewrite] => [name, (env, operands, place) => calledByPath(env, name, operands, place)],
  ),
  ['jsonb_strip_nulls', (env, operands, place) => withoutNulls(env, 'jsonb_strip_nulls', operands, place)],
  ...['date_add', 'date_subtract'].map((name): readonly [string, Rewrite] => [
    name,
    (env, operands, place) => movedInZone(env, name, operands, place),
  ]),
  ['to_number', textToNumber],
  ['quote_literal', quoteLiteral],
  ['quote_nullable', quoteNullable],
])

function pi(env: Env, operands: readonly Operand[], place: object): Expression {
  if (operands.length > 0) throw noFunction(env.binding, 'pi', operands, place)
  return { kind: 'literal', value: String(Math.PI), type: FLOAT64 }
}

function refuseAggregateClauses(env: Env, name: string, node: FunctionNode): void {
  const clauses: readonly (readonly [string, boolean])[] = [
    ['*', node.star === true],
    ['DISTINCT', node.distinct === true],
    ['FILTER', node.filter !== undefined],
    ['ORDER BY', node.order_by !== undefined],
    ['WITHIN GROUP', node.within_group !== undefined],
  ]
  const found = clauses.find(([, present]) => present)
  if (found === undefined) return
  const takesNothing = CLOCK_FUNCTIONS.has(name) || volatileBySqlName(name) !== undefined
  if (!takesNothing && scalarBySqlName(name) === undefined) throw unknownFunction(env, name, node)
  if (node.star === true && !takesNothing) throw noFunction(env.binding, name, [], node)
  throw env.binding.error('VALIDATION_ERROR', `${found[0]} was given, but ${name} is not an aggregate.`, '42809', node)
}

function bindNamed(
  env: Env,
  scalar: ScalarFunction,
  name: string,
  operands: readonly Operand[],
  node: FunctionNode,
): Expression {
  switch (scalar) {
    case 'coalesce':
    case 'greatest':
    case 'least':
      return choice(env, scalar, name, operands, node)
    case 'nullif':
      return nullIf(env, operands, node)
    case 'concat':
    case 'concat_ws':
      return concatenated(env, scalar, name, operands, node)
    case 'log10':
      return logarithm(env, name, operands, node)
    case 'substring':
      return substringByPattern(env, operands, node) ?? scalarCall(env.binding, scalar, name, operands, node)
    case 'width_bucket': {
      const bucket = operands.length === 2 ? 'width_bucket_array' : scalar
      return scalarCall(env.binding, bucket, name, operands, node)
    }
    case 'modulo':
      return remainder(env, name, operands, node)
    default: {
      const dated = dateCall(env, scalar, name, operands, node)
      if (dated !== undefined) return dated
      const call = scalarCall(env.binding, scalar, name, operands, node)
      checkRepetition(env, call, node)
      return call
    }
  }
}

function choice(
  env: Env,
  scalar: 'coalesce' | 'greatest' | 'least',
  name: string,
  operands: readonly Operand[],
  node: object,
): Expression {
  if (operands.length === 0) throw noFunction(env.binding, name, operands, node)
  const { expressions, type } = toCommonType(env.binding, operands, name.toUpperCase(), node)
  if (scalar !== 'coalesce')
    for (const expression of expressions) comparable(env.binding, '<', expression, expression, node)
  return callOf(scalar, expressions, type)
}

/** NULLIF(a, b) keeps the type of a where PostgreSQL compares the two types as they are. */
function nullIf(env: Env, operands: readonly Operand[], node: object): Expression {
  const [first, second, ...more] = operands
  if (first === undefined || second === undefined || more.length > 0) {
    throw noFunction(env.binding, 'nullif', operands, node)
  }
  const [a, b] = comparable(env.binding, '=', first, second, node)
  const value = first.kind === 'unknown' || !comparedAsTheyAre(first, b) ? a : first
  const type = typeOf(value)
  if (sameType(typeOf(a), type) && sameType(typeOf(b), type)) return callOf('nullif', [a, b], type)
  const branches = [{ when: condition('eq', [a, b]), then: { kind: 'literal' as const, value: null, type } }]
  return { kind: 'case', branches, otherwise: value, type }
}

const COMPARED_TOGETHER: readonly ReadonlySet<TypeKind>[] = [
  new Set<TypeKind>(['int16', 'int32', 'int64']),
  new Set<TypeKind>(['float32', 'float64']),
  new Set<TypeKind>(['date', 'timestamp', 'timestamptz']),
]

function comparedAsTheyAre(left: Expression, right: Expression): boolean {
  return COMPARED_TOGETHER.some((kinds) => kinds.has(typeOf(left).kind) && kinds.has(typeOf(right).kind))
}

/** concat takes any types and writes them as PostgreSQL shows them: booleans as t and f. */
function concatenated(
  env: Env,
  scalar: 'concat' | 'concat_ws',
  name: string,
  operands: readonly Operand[],
  node: object,
): Expression {
  const texts = operands.map((operand, index): Operand => {
    if (scalar === 'concat_ws' && index === 0) return operand
    return shownText(env, operand)
  })
  return scalarCall(env.binding, scalar, name, texts, node)
}

/** log of two arguments names its base first. */
function logarithm(env: Env, name: string, operands: readonly Operand[], node: object): Expression {
  const scalar = name === 'log' && operands.length === 2 ? 'log_base' : 'log10'
  return scalarCall(env.binding, scalar, name, operands, node)
}

function remainder(env: Env, name: string, operands: readonly Operand[], node: object): Expression {
  const [left, right, ...more] = operands
  if (left === undefined || right === undefined || more.length > 0) throw noFunction(env.binding, name, operands, node)
  return arithmetic(env.binding, '%', left, right, node)
}
