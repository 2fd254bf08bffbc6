import { BOOLEAN, type EngineType, INT32, INT64, writeArrayText } from '#arrow'
import { didYouMean } from '#core'
import type { Literal } from '#plan'
import type { JsonScalar, ParameterJson, ParameterNode, ParameterValue, ValueNode } from '../query-request.ts'
import { castToNamed, typeNamed } from './casts.ts'
import { decimalOfText, readUnknown } from './coerce.ts'
import type { Env } from './env.ts'
import { fitsInteger } from './literals/numbers.ts'
import type { Operand } from './operand.ts'

/** A constant: a string or NULL without a type stays untyped until its use decides. */
export function bindValue(env: Env, node: ValueNode): Operand {
  return node.type === undefined ? plainValue(env, node.value, node) : typedValue(env, node.value, node.type, node)
}

/** The value of a parameter, as a constant. @throws ValidationError VALIDATION_ERROR 42P02 when it has none */
export function bindParameter(env: Env, node: ParameterNode): Operand {
  const name = String(node.parameter)
  const { parameters } = env.binding
  const value: ParameterValue | undefined = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  if (value === undefined) {
    const written = typeof node.parameter === 'number' ? `$${name}` : `:${name}`
    const message = `The parameter ${written} has no value.${didYouMean(name, Object.keys(parameters))}`
    throw env.binding.error('VALIDATION_ERROR', message, '42P02', node)
  }
  if (value !== null && typeof value === 'object' && 'type' in value) {
    return typedValue(env, scalarOf(value.value), value.type, node)
  }
  return plainValue(env, scalarOf(value), node)
}

/** A list as PostgreSQL writes an array: its use, or the type given, says of what. */
function scalarOf(value: ParameterJson): JsonScalar {
  if (value === null || typeof value !== 'object') return value
  return writeArrayText(value.map((item) => (item === null ? null : String(item))))
}

function plainValue(env: Env, value: JsonScalar, node: object): Operand {
  if (value === null || typeof value === 'string') return { kind: 'unknown', value, node }
  if (typeof value === 'boolean') return literal(env, String(value), BOOLEAN, node)
  if (Number.isInteger(value)) return integer(env, value, node)
  return numeric(env, String(value), node)
}

function integer(env: Env, value: number, node: object): Literal {
  if (!Number.isSafeInteger(value)) {
    const message = `The number ${value} is too large for JSON to hold exactly; write it as a string with a type.`
    throw env.binding.error('VALIDATION_ERROR', message, '22003', node)
  }
  return literal(env, String(value), fitsInteger(BigInt(value), 'int32') ? INT32 : INT64, node)
}

/** A number with a point or an exponent is numeric, with the digits it is written with. */
function numeric(env: Env, text: string, node: object): Literal {
  return readUnknown(env.binding, { kind: 'unknown', value: text, node }, decimalOfText(text))
}

function typedValue(env: Env, value: JsonScalar, type: string, node: object): Operand {
  const text = value === null ? null : String(value)
  return castToNamed(env, { kind: 'unknown', value: text, node }, typeNamed(env, type, node), node)
}

function literal(env: Env, value: string, type: EngineType, node: object): Literal {
  return env.binding.derived({ kind: 'literal', value, type }, node)
}
