import { BOOLEAN, type EngineType, FLOAT64, isNumeric, sameType, typeName } from '#arrow'
import {
  asKind,
  callIsNullable,
  comparisonType,
  type Expression,
  type FunctionCall,
  type Resolution,
  resolveOverload,
  type ScalarFunction,
  type Signature,
  scalarRecord,
  typeOf,
} from '#plan'
import { arrayArguments } from './array-arguments.ts'
import type { Binding } from './binding.ts'
import {
  asExpression,
  castTo,
  coerce,
  coerceToKind,
  commonOperandType,
  readUnknown,
  tightType,
  typeOfText,
} from './coerce.ts'
import { type Operand, operandType, type Unknown } from './operand.ts'

/** A call whose arguments already have the types of the function. */
export function callOf(name: ScalarFunction, args: readonly Expression[], type: EngineType): FunctionCall {
  return { kind: 'call', function: name, arguments: args, type, nullable: callIsNullable(name, args) }
}

/** A call that answers true or false. */
export function condition(name: ScalarFunction, args: readonly Expression[]): FunctionCall {
  return callOf(name, args, BOOLEAN)
}

/** The conditions joined by AND or OR in pairs, in their order; halved again and again, so that a long list is not deep. */
export function joined(name: 'and' | 'or', conditions: readonly [Expression, ...Expression[]]): Expression {
  const half = Math.ceil(conditions.length / 2)
  const [first, ...left] = conditions.slice(0, half)
  const [second, ...right] = conditions.slice(half)
  if (first === undefined || second === undefined) return conditions[0]
  return condition(name, [joined(name, [first, ...left]), joined(name, [second, ...right])])
}

/** A call by PostgreSQL's overload rules. @throws ValidationError UNKNOWN_FUNCTION 42883 or 42725 */
export function scalarCall(
  binding: Binding,
  name: ScalarFunction,
  sqlName: string,
  operands: readonly Operand[],
  place: object,
): FunctionCall {
  const { signature, args } = resolved(binding, scalarRecord(name).signatures, sqlName, operands, place)
  return callOf(name, args, signature.result(args))
}

/** The overload of a call and its arguments in the types of its parameters. */
export function resolved(
  binding: Binding,
  signatures: readonly Signature[],
  sqlName: string,
  operands: readonly Operand[],
  place: object,
): { readonly signature: Signature; readonly args: readonly Expression[] } {
  const adapted = operands.map((operand) => adaptUint64(operand, signatures))
  const resolution = resolveOverload(signatures, adapted.map(operandType))
  if (resolution === 'none') throw noFunction(binding, sqlName, operands, place)
  if (resolution === 'ambiguous') {
    const message = `The call ${written(sqlName, operands)} could mean several functions; give its arguments types with CAST.`
    throw binding.error('TYPE_ERROR', message, '42725', place)
  }
  return { signature: resolution.signature, args: convertArguments(binding, resolution, adapted, place) }
}

/** PostgreSQL has no uint64: a function that does not take it sees a decimal of 20 digits. */
function adaptUint64(operand: Operand, signatures: readonly Signature[]): Operand {
  if (operand.kind === 'unknown' || typeOf(operand).kind !== 'uint64') return operand
  const takes = signatures.some(({ parameters }) =>
    parameters.some((it) => it === 'uint64' || it === 'any' || it === 'element'),
  )
  return takes ? operand : castTo(operand, asKind(typeOf(operand), 'decimal'))
}

function convertArguments(
  binding: Binding,
  { parameters }: Resolution,
  operands: readonly Operand[],
  place: object,
): readonly Expression[] {
  const ofArrays = arrayArguments(binding, operands, parameters, place)
  const elements = operands.filter((_, index) => parameters[index] === 'element')
  const elementType = elements.length === 0 ? undefined : commonOperandType(elements)
  return operands.map((operand, index) => {
    const parameter = parameters[index] ?? 'any'
    if (parameter === 'any') return asExpression(binding, operand)
    if (parameter === 'element') {
      if (elementType === undefined) throw typesDiffer(binding, elements, place)
      return coerce(binding, operand, elementType, place)
    }
    if (parameter === 'array' || parameter === 'member') {
      return ofArrays.get(index) ?? asExpression(binding, operand)
    }
    if (parameter === 'numeric') throw new Error('arithmetic is bound by its own rule')
    return coerceToKind(binding, operand, parameter, place)
  })
}

function typesDiffer(binding: Binding, operands: readonly Operand[], place: object): Error {
  const names = operands.map(nameOfType).join(' and ')
  return binding.error('TYPE_ERROR', `The arguments must have one type, not ${names}.`, '42883', place)
}

/** The error for a function or operator that does not take these types. */
export function noFunction(binding: Binding, sqlName: string, operands: readonly Operand[], place: object): Error {
  const message = `The function ${written(sqlName, operands)} is not available; check the number and types of its arguments.`
  return binding.error('UNKNOWN_FUNCTION', message, '42883', place)
}

/** The error for an operator that does not take these types. */
export function noOperator(binding: Binding, op: string, operands: readonly Operand[], place: object): Error {
  const [left, right] = operands.map(nameOfType)
  const text = right === undefined ? `${op} ${left}` : `${left} ${op} ${right}`
  const message = `The operator ${text} is not available; convert an operand with CAST.`
  return binding.error('TYPE_ERROR', message, '42883', place)
}

function written(sqlName: string, operands: readonly Operand[]): string {
  return `${sqlName}(${operands.map(nameOfType).join(', ')})`
}

function nameOfType(operand: Operand): string {
  const type = operandType(operand)
  return type === null ? 'unknown' : typeName(type)
}

/** A comparison of two values in the type PostgreSQL compares them in. */
export function comparison(
  binding: Binding,
  name: ScalarFunction,
  op: string,
  left: Operand,
  right: Operand,
  place: object,
): FunctionCall {
  return condition(name, comparable(binding, op, left, right, place))
}

/** The two sides of a comparison, brought to the type they are compared in; decimals keep their own scales. */
export function comparable(
  binding: Binding,
  op: string,
  left: Operand,
  right: Operand,
  place: object,
): readonly [Expression, Expression] {
  if (left.kind === 'unknown') {
    if (right.kind === 'unknown') return [asExpression(binding, left), asExpression(binding, right)]
    return [readLike(binding, left, right, op, place), right]
  }
  if (right.kind === 'unknown') return [left, readLike(binding, right, left, op, place)]
  const type = comparisonType(typeOf(left), typeOf(right))
  if (type === undefined) throw noOperator(binding, op, [left, right], place)
  return [toComparison(left, type), toComparison(right, type)]
}

/** An untyped literal read as the type it is compared with. */
function readLike(binding: Binding, unknown: Unknown, other: Expression, op: string, place: object): Expression {
  const type = typeOf(other)
  if (comparisonType(type, type) === undefined) throw noOperator(binding, op, [other, unknown], place)
  return readUnknown(binding, unknown, typeOfText(unknown.value ?? '', type))
}

function toComparison(side: Expression, type: EngineType): Expression {
  return type.kind === 'decimal' ? castTo(side, asKind(tightType(side), 'decimal')) : castTo(side, type)
}

/** `argument [NOT] IN (items)`. @throws ValidationError TYPE_ERROR 42883 when an item cannot be compared */
export function membership(
  binding: Binding,
  argument: Operand,
  items: readonly Operand[],
  form: 'in' | 'not in',
  place: object,
): Expression {
  const operands = [argument, ...items]
  const common = commonOperandType(operands)
  const other = operands.find((operand) => operand !== argument && operandType(operand) !== null)
  if (common === undefined || comparisonType(common, common) === undefined) {
    throw noOperator(binding, '=', [argument, other ?? argument], place)
  }
  const type = mixesFloat32(common, operands) ? FLOAT64 : common
  const [first, ...others] = operands.map((operand) => coerce(binding, operand, type, place))
  if (first === undefined) throw noOperator(binding, '=', operands, place)
  return { kind: 'in', argument: first, items: others, negated: form === 'not in' }
}

/** PostgreSQL compares a float32 with any other number as float64. */
function mixesFloat32(common: EngineType, operands: readonly Operand[]): boolean {
  if (common.kind !== 'float32') return false
  return operands.some((operand) => {
    const type = operandType(operand)
    return type !== null && isNumeric(type) && !sameType(type, common)
  })
}
