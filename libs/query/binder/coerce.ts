import {
  arrayOf,
  BOOLEAN,
  decimal,
  type EngineType,
  isInteger,
  MAX_DECIMAL_PRECISION,
  readArrayText,
  type ScalarKind,
  STRING,
  sameType,
  typeName,
} from '#arrow'
import {
  asKind,
  categoryOf,
  commonType,
  decimalOf,
  type Expression,
  type Literal,
  typeConvertsImplicitly,
  typeOf,
} from '#plan'
import type { Binding } from './binding.ts'
import { convertLiteral } from './convert-literal.ts'
import { type IntervalRange, WHOLE_INTERVAL } from './literals/interval.ts'
import { parseExact, wholeDigits } from './literals/numbers.ts'
import { parseLiteral } from './literals/parse-literal.ts'
import { isFault } from './literals/parsed.ts'
import { type Operand, operandType, type Unknown } from './operand.ts'

/** The expression converted to a type; a constant is converted here and now where that cannot fail. */
export function castTo(expression: Expression, type: EngineType): Expression {
  if (sameType(typeOf(expression), type)) return expression
  const converted = expression.kind === 'literal' ? convertLiteral(expression, type) : undefined
  return converted ?? { kind: 'cast', argument: expression, type }
}

/**
 * An operand brought to a type without a CAST being written: untyped literals are read as that type.
 * @throws ValidationError TYPE_ERROR 42804, or the SQLSTATE of text that is no value of the type
 */
export function coerce(binding: Binding, operand: Operand, type: EngineType, place: object): Expression {
  if (operand.kind === 'unknown') return readUnknown(binding, operand, type)
  const from = typeOf(operand)
  if (typeConvertsImplicitly(from, type)) return binding.derived(castTo(operand, type), place)
  throw binding.errorAtStart(
    'TYPE_ERROR',
    `A value of type ${typeName(type)} is needed here, not ${typeName(from)}; convert it with CAST.`,
    '42804',
    place,
  )
}

/** An operand brought to a kind; decimals get the digits that the operand needs. */
export function coerceToKind(binding: Binding, operand: Operand, kind: ScalarKind, place: object): Expression {
  if (operand.kind === 'unknown') {
    return readUnknown(binding, operand, kind === 'decimal' ? decimalOfText(operand.value ?? '0') : { kind })
  }
  const tight = kind === 'decimal' ? tightType(operand) : typeOf(operand)
  return coerce(binding, operand, asKind(tight, kind), place)
}

/** An operand whose use says nothing: untyped literals are text. */
export function asExpression(binding: Binding, operand: Operand): Expression {
  return operand.kind === 'unknown' ? readUnknown(binding, operand, STRING) : operand
}

/** A condition, as WHERE, ON, CASE and AND need it. */
export function asBoolean(binding: Binding, operand: Operand, clause: string, place: object): Expression {
  if (operand.kind === 'unknown') return readUnknown(binding, operand, BOOLEAN)
  const type = typeOf(operand)
  if (type.kind === 'boolean') return operand
  const message = `The argument of ${clause} must be boolean, not ${typeName(type)}.`
  throw binding.errorAtStart('TYPE_ERROR', message, '42804', place)
}

/**
 * The operands brought to their common type, as CASE, COALESCE, IN and UNION do.
 * @throws ValidationError TYPE_ERROR 42804 when there is none
 */
export function toCommonType(
  binding: Binding,
  operands: readonly Operand[],
  construct: string,
  place: object,
): { readonly expressions: readonly Expression[]; readonly type: EngineType } {
  const type = commonOperandType(operands)
  if (type === undefined) {
    const names = [...new Set(operands.flatMap((it) => operandType(it) ?? []).map(typeName))].join(' and ')
    const message = `${construct} types ${names} cannot be matched; convert one of them with CAST.`
    const offender = firstMismatch(operands)
    const where = offender === undefined ? place : binding.derived(offender, place)
    throw binding.errorAtStart('TYPE_ERROR', message, ofOneCategory(operands) ? '42846' : '42804', where)
  }
  return { type, expressions: operands.map((operand) => coerce(binding, operand, type, place)) }
}

/** The operand that has no common type with those before it. */
function firstMismatch(operands: readonly Operand[]): Operand | undefined {
  return operands.find((_, index) => commonOperandType(operands.slice(0, index + 1)) === undefined)
}

function ofOneCategory(operands: readonly Operand[]): boolean {
  return new Set(operands.flatMap((it) => operandType(it) ?? []).map(({ kind }) => categoryOf(kind))).size === 1
}

/** The common type of operands: undefined when there is none. Integer constants take no more digits than they have. */
export function commonOperandType(operands: readonly Operand[]): EngineType | undefined {
  const types = operands.map(operandType)
  if (!types.some((type) => type?.kind === 'decimal')) return commonType(types)
  return commonType(operands.map((operand) => (operand.kind === 'unknown' ? null : tightType(operand))))
}

/** The type of an expression; of an integer constant the decimal of just its digits. */
export function tightType(expression: Expression): EngineType {
  const type = typeOf(expression)
  if (expression.kind !== 'literal' || expression.value === null || !isInteger(type)) return type
  return decimalOf(expression.value.replace('-', '').length, 0)
}

/**
 * The smallest decimal type that holds a number written out, without zeros at its end that there is no room for. Of
 * more than 38 digits it is none, which reading the text then refuses.
 */
export function decimalOfText(text: string): EngineType {
  const exact = parseExact(text)
  if (exact === undefined) return decimal(MAX_DECIMAL_PRECISION, 0)
  const whole = wholeDigits(exact)
  const zeros = /0*$/.exec(exact.unscaled.toString())?.[0].length ?? 0
  const room = Math.max(0, MAX_DECIMAL_PRECISION - whole)
  return decimalOf(whole, exact.scale <= room ? exact.scale : Math.max(room, exact.scale - zeros))
}

/** The type in which a text is read as a value like those of `type`: decimals have the digits that are written. */
export function typeOfText(text: string, type: EngineType): EngineType {
  if (type.kind === 'decimal') return decimalOfText(text === '' ? '0' : text)
  if (type.kind !== 'array') return type
  const elements = readArrayText(text)
  if (type.element.kind !== 'decimal' || !Array.isArray(elements)) return type
  const digits = elements.flatMap((element) => (element === null ? [] : [decimalOfText(element)]))
  return arrayOf(digits.length === 0 ? type.element : (commonType(digits) ?? type.element))
}

/** An untyped literal read as a value of the type. */
export function readUnknown(
  binding: Binding,
  unknown: Unknown,
  type: EngineType,
  range: IntervalRange = WHOLE_INTERVAL,
): Literal {
  if (unknown.value === null) return binding.derived({ kind: 'literal', value: null, type }, unknown.node)
  const parsed = parseLiteral(unknown.value, type, binding.context.now, range)
  if (!isFault(parsed)) return binding.derived({ kind: 'literal', value: parsed.value, type }, unknown.node)
  const code = parsed.sqlState === '0A000' ? 'UNSUPPORTED' : 'TYPE_ERROR'
  throw binding.error(code, `${parameterOf(unknown.node)}${sentence(parsed.message)}`, parsed.sqlState, unknown.node)
}

/** What a message says before a fault of a parameter's value. */
function parameterOf(node: object): string {
  if (!('parameter' in node)) return ''
  return `The parameter ${typeof node.parameter === 'number' ? '$' : ':'}${node.parameter}: `
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
}
