import { arrayOf, type EngineType } from '#arrow'
import { commonType, type Expression, type ParameterType, typeOf } from '#plan'
import type { Binding } from './binding.ts'
import { coerce, tightType, typeOfText } from './coerce.ts'
import type { Operand } from './operand.ts'

interface Argument {
  readonly operand: Operand
  readonly index: number
  readonly parameter: 'array' | 'member'
}

/**
 * The arguments for `array` and `member` parameters by their index, brought to one element type.
 * @throws ValidationError TYPE_ERROR 42883 when there is none, 42804 when nothing says what it is
 */
export function arrayArguments(
  binding: Binding,
  operands: readonly Operand[],
  parameters: readonly (ParameterType | undefined)[],
  place: object,
): ReadonlyMap<number, Expression> {
  const involved = operands.flatMap((operand, index): readonly Argument[] => {
    const parameter = parameters[index]
    return parameter === 'array' || parameter === 'member' ? [{ operand, index, parameter }] : []
  })
  if (involved.length === 0) return new Map()
  const element = commonElementType(involved)
  if (element === 'unknown') {
    const message = 'The element type of the array is not known; give it one with CAST.'
    throw binding.error('TYPE_ERROR', message, '42804', place)
  }
  if (element === undefined) {
    const message = 'The types of the array and of the value do not match; convert one of them with CAST.'
    throw binding.error('TYPE_ERROR', message, '42883', place)
  }
  return new Map(
    involved.map(({ operand, index, parameter }) => {
      const type = parameter === 'array' ? arrayOf(element) : element
      return [index, coerce(binding, operand, type, place)]
    }),
  )
}

function commonElementType(involved: readonly Argument[]): EngineType | 'unknown' | undefined {
  const types = involved.map(writtenType)
  const known = types.find((type) => type !== null)
  if (known === undefined || known === null) return 'unknown'
  if (!types.some((type) => type?.kind === 'decimal')) return commonType(types)
  return commonType(involved.map((argument) => exactType(argument, known)))
}

function writtenType({ operand, parameter }: Argument): EngineType | null {
  if (operand.kind === 'unknown') return null
  const type = typeOf(operand)
  if (parameter === 'member') return type
  return type.kind === 'array' ? type.element : null
}

/** Among decimals a constant has the digits it is written with. */
function exactType({ operand, parameter }: Argument, known: EngineType): EngineType | null {
  if (operand.kind !== 'unknown')
    return parameter === 'member' ? tightType(operand) : writtenType({ operand, parameter, index: 0 })
  if (operand.value === null || known.kind !== 'decimal') return null
  const type = typeOfText(operand.value, parameter === 'array' ? arrayOf(known) : known)
  return type.kind === 'array' ? type.element : type
}
