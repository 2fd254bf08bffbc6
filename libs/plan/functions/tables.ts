import { arrayOf, type EngineType, INT32, INT64, JSON_TYPE, STRING, TIMESTAMP, TIMESTAMPTZ } from '#arrow'
import { type Expression, typeOf } from '../expression.ts'
import type { TableFunctionName } from '../function-names.ts'
import { decimalOf, digitsOf } from './decimal-types.ts'
import {
  type FunctionRecord,
  INVALID_PARAMETER_VALUE,
  INVALID_REGULAR_EXPRESSION,
  INVALID_TEXT_REPRESENTATION,
  signature,
  signatureWithOptional,
  strict,
  strictOrNull,
  UNTRANSLATABLE_CHARACTER,
} from './record.ts'

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

function ofItsArgument([json]: readonly Expression[]): EngineType {
  return json === undefined ? JSON_TYPE : typeOf(json)
}

/** What a function that gives rows has beyond others. */
export interface TableFunctionRecord extends FunctionRecord {
  /** The names its columns have by themselves: the last one is of the result's type, those before it are text. */
  readonly columnNames: readonly string[]
}

/** One column, named by whoever calls it. */
const unnamed = (record: FunctionRecord): TableFunctionRecord => ({ ...record, columnNames: [] })
const taken = [INVALID_PARAMETER_VALUE, INVALID_TEXT_REPRESENTATION, UNTRANSLATABLE_CHARACTER]
const asJson = strict([signature(['json'], ofItsArgument)], taken)
const asText = strictOrNull([signature(['json'], STRING)], taken)

/** Functions that give rows; none for a NULL argument. */
export const TABLES: Readonly<Record<TableFunctionName, TableFunctionRecord>> = {
  generate_series: unnamed(
    strict(
      [
        signatureWithOptional(['int32', 'int32', 'int32'], 1, INT32),
        signatureWithOptional(['int64', 'int64', 'int64'], 1, INT64),
        signatureWithOptional(['decimal', 'decimal', 'decimal'], 1, decimalSeries),
        signature(['timestamp', 'timestamp', 'interval'], TIMESTAMP),
        // In the days and months of a zone.
        signatureWithOptional(['timestamptz', 'timestamptz', 'interval', 'string'], 1, TIMESTAMPTZ),
      ],
      [INVALID_PARAMETER_VALUE],
    ),
  ),
  generate_subscripts: unnamed(strict([signature(['any', 'int32'], INT32)])),
  unnest: unnamed(strictOrNull([signature(['any'], elementOf)])),
  /** The elements of an array, as they are written; JSON's null is one. */
  json_array_elements: { ...asJson, columnNames: ['value'] },
  json_array_elements_text: { ...asText, columnNames: ['value'] },
  /** The members of an object in their order; json may have several of one key. */
  json_each: { ...asJson, columnNames: ['key', 'value'] },
  json_each_text: { ...asText, columnNames: ['key', 'value'] },
  json_object_keys: unnamed(strict([signature(['json'], STRING)], taken)),
  /** What the groups of the first match capture, or of each with the flag `g`. */
  regexp_matches: unnamed(
    strict(
      [signatureWithOptional(['string', 'string', 'string'], 1, arrayOf(STRING))],
      [INVALID_REGULAR_EXPRESSION, INVALID_PARAMETER_VALUE],
    ),
  ),
}
