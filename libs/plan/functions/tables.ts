import { type EngineType, INT32, INT64, STRING, TIMESTAMP, TIMESTAMPTZ } from '#arrow'
import { type Expression, typeOf } from '../expression.ts'
import type { TableFunctionName } from '../function-names.ts'
import { decimalOf, digitsOf } from './decimal-types.ts'
import { type FunctionRecord, INVALID_PARAMETER_VALUE, signature, signatureWithOptional, strict } from './record.ts'

/** Every value lies between start and stop, with the places of start and step. */
function decimalSeries([start, stop, step]: readonly Expression[]): EngineType {
  const digits = (argument: Expression | undefined) =>
    (argument === undefined ? undefined : digitsOf(typeOf(argument))) ?? { whole: 1, scale: 0 }
  const whole = Math.max(digits(start).whole, digits(stop).whole)
  return decimalOf(whole, Math.max(digits(start).scale, digits(step).scale))
}

function elementOf([array]: readonly Expression[]): EngineType {
  const type = array === undefined ? STRING : typeOf(array)
  return type.kind === 'array' ? type.element : type
}

/** Functions that give rows; none for a NULL argument. */
export const TABLES: Readonly<Record<TableFunctionName, FunctionRecord>> = {
  generate_series: strict(
    [
      signatureWithOptional(['int32', 'int32', 'int32'], 1, INT32),
      signatureWithOptional(['int64', 'int64', 'int64'], 1, INT64),
      signatureWithOptional(['decimal', 'decimal', 'decimal'], 1, decimalSeries),
      signature(['timestamp', 'timestamp', 'interval'], TIMESTAMP),
      signature(['timestamptz', 'timestamptz', 'interval'], TIMESTAMPTZ),
    ],
    [INVALID_PARAMETER_VALUE],
  ),
  generate_subscripts: strict([signature(['any', 'int32'], INT32)]),
  unnest: { ...strict([signature(['any'], elementOf)]), givesNull: true },
}
