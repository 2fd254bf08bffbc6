import { BOOLEAN, type EngineType, INT32, JSON_TYPE, JSONB, STRING } from '#arrow'
import { type Expression, typeOf } from '../expression.ts'
import {
  called,
  type FunctionRecord,
  INVALID_PARAMETER_VALUE,
  INVALID_TEXT_REPRESENTATION,
  NULL_VALUE_NOT_ALLOWED,
  type Signature,
  signature,
  signatureWithOptional,
  strict,
  strictOrNull,
  UNTRANSLATABLE_CHARACTER,
  variadicSignature,
} from './record.ts'

const FAULTS = [INVALID_TEXT_REPRESENTATION, UNTRANSLATABLE_CHARACTER]
const sameAsFirst = (args: readonly Expression[]): EngineType => (args[0] === undefined ? JSON_TYPE : typeOf(args[0]))
const byKeyOrIndex = (result: Signature['result'] | EngineType) => [
  signature(['json', 'string'], result),
  signature(['json', 'int32'], result),
]
const values = (result: EngineType): Signature => ({ ...variadicSignature(['any'], result), optional: 1 })

const EDIT_FAULTS = [INVALID_PARAMETER_VALUE, INVALID_TEXT_REPRESENTATION]
const edit = strict([{ ...variadicSignature(['json', 'json', 'string'], JSONB), optional: 1 }], EDIT_FAULTS)
const alongPath = (result: EngineType): FunctionRecord =>
  strictOrNull([signatureWithOptional(['json', 'string', 'json', 'boolean'], 2, result)], [INVALID_PARAMETER_VALUE])

/** JSON, as text (json) or normalised (jsonb). What is taken out of one is of the same type. */
export const JSON_FUNCTIONS = {
  /** `->`: the member of a key, or the element of an index; NULL where there is none. */
  json_get: strictOrNull(byKeyOrIndex(sameAsFirst), FAULTS),
  /** `->>`: the same as text, JSON's null as NULL. */
  json_get_text: strictOrNull(byKeyOrIndex(STRING), FAULTS),
  /** One step of a path: a key in an object, an index in an array; without one the whole. */
  json_step: strictOrNull([signatureWithOptional(['json', 'string'], 1, sameAsFirst)], FAULTS),
  json_step_text: strictOrNull([signatureWithOptional(['json', 'string'], 1, STRING)], FAULTS),
  json_typeof: strict([signature(['json'], STRING)], FAULTS),
  json_array_length: strict([signature(['json'], INT32)], [...FAULTS, INVALID_PARAMETER_VALUE]),
  /** `?`: whether the text is a key of the object or an element of the array. */
  json_has_key: strict([signature(['json', 'string'], BOOLEAN)]),
  json_contains: strict([signature(['json', 'json'], BOOLEAN)]),
  /** `-`: without a key, or the element of an index. */
  json_remove: strict(byKeyOrIndex(JSONB), [INVALID_PARAMETER_VALUE]),
  /** `#-`: without what the steps of a path lead to; of no steps the whole. */
  json_remove_path: strict([{ ...variadicSignature(['json', 'string'], JSONB), optional: 1 }], EDIT_FAULTS),
  /** The JSON, a value, and the steps of the path at whose end it stands then; made there, or replaced only. */
  json_set: edit,
  json_replace: edit,
  json_insert_before: edit,
  json_insert_after: edit,
  /** Without the members that are null; of `all`, and the elements. */
  json_strip_nulls: strict([signature(['json'], JSONB)]),
  json_strip_all_nulls: strict([signature(['json'], JSONB)]),
  json_pretty: strict([signature(['json'], STRING)]),
  json_concat: strict([signature(['json', 'json'], JSONB)]),
  /** A path in the language jsonpath, its variables, and whether its errors are passed over. */
  json_path_exists: alongPath(BOOLEAN),
  json_path_match: alongPath(BOOLEAN),
  json_path_query_array: alongPath(JSONB),
  json_path_query_first: alongPath(JSONB),
  to_json: strict([signature(['any'], JSON_TYPE)]),
  to_jsonb: strict([signature(['any'], JSONB)]),
  json_build_array: called([values(JSON_TYPE)], 'never null'),
  /** Keys and values in turn; keys are texts. */
  json_build_object: {
    ...called([{ ...variadicSignature(['string', 'any'], JSON_TYPE), optional: 2 }], 'never null'),
    raises: [NULL_VALUE_NOT_ALLOWED],
  },
  jsonb_build_array: called([values(JSONB)], 'never null'),
} as const

/** PostgreSQL's names of those that are called by name, lower-case. */
export const JSON_SQL_NAMES = {
  json_typeof: 'json_typeof',
  jsonb_typeof: 'json_typeof',
  json_array_length: 'json_array_length',
  jsonb_array_length: 'json_array_length',
  to_json: 'to_json',
  to_jsonb: 'to_jsonb',
  json_build_array: 'json_build_array',
  json_build_object: 'json_build_object',
  jsonb_build_array: 'jsonb_build_array',
  jsonb_pretty: 'json_pretty',
} as const
