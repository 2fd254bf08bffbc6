import { arrayOf, BOOLEAN, type EngineType, INT32, STRING } from '#arrow'
import { type Expression, typeOf } from '../expression.ts'
import {
  called,
  NULL_VALUE_NOT_ALLOWED,
  type Signature,
  settledBy,
  signature,
  signatureWithOptional,
  strict,
  strictOrNull,
  variadicSignature,
} from './record.ts'

/** The type of the first argument that is an array. */
function arrayType(args: readonly Expression[]): EngineType {
  return args.map(typeOf).find(({ kind }) => kind === 'array') ?? arrayOf(STRING)
}

function elementType(args: readonly Expression[]): EngineType {
  const type = arrayType(args)
  return type.kind === 'array' ? type.element : type
}

const constructed = (args: readonly Expression[]): EngineType =>
  arrayOf(args[0] === undefined ? STRING : typeOf(args[0]))

const measured = [signature(['array', 'int32'], INT32)]
const pair: readonly Signature[] = [signature(['array', 'array'], BOOLEAN)]
const quantified = called([signature(['member', 'array'], BOOLEAN)], 'may give null')

/** Arrays. A function that searches takes NULL for a value like any other. */
export const ARRAY_FUNCTIONS = {
  array_of: called([variadicSignature(['element'], constructed)], 'never null'),
  /** a[i]: NULL where there is no such element. */
  array_element: strictOrNull([signature(['array', 'int32'], elementType)]),
  /** a[from:to], cut to the bounds of the array. */
  array_slice: strict([signature(['array', 'int32', 'int32'], arrayType)]),
  /** NULL counts as an empty array; NULL only of two NULLs. */
  array_concat: called([signature(['array', 'array'], arrayType)], 'may give null'),
  array_append: called([signature(['array', 'member'], arrayType)], 'never null'),
  array_prepend: called([signature(['member', 'array'], arrayType)], 'never null'),
  array_remove: called([signature(['array', 'member'], arrayType)], 'may give null'),
  array_replace: called([signature(['array', 'member', 'member'], arrayType)], 'may give null'),
  array_position: settledBy([2], {
    ...called([signatureWithOptional(['array', 'member', 'int32'], 1, INT32)], 'may give null'),
    raises: [NULL_VALUE_NOT_ALLOWED],
  }),
  array_positions: called([signature(['array', 'member'], arrayOf(INT32))], 'may give null'),
  /** NULL elements are left out, or written as the third argument. */
  array_to_string: called([signatureWithOptional(['array', 'string', 'string'], 1, STRING)], 'may give null'),
  /** A NULL separator takes the text apart into characters; elements equal to the third argument become NULL. */
  string_to_array: called([signatureWithOptional(['string', 'string', 'string'], 1, arrayOf(STRING))], 'may give null'),
  /** array_length and array_upper: NULL for an empty array, and for any dimension but the first. */
  array_length: strictOrNull(measured),
  array_lower: strictOrNull(measured),
  cardinality: strict([signature(['array'], INT32)]),
  /** array_ndims: 1, or NULL for an empty array. */
  array_dimensions: strictOrNull([signature(['array'], INT32)]),
  /** array_dims: `[1:3]`, or NULL for an empty array. */
  array_bounds: strictOrNull([signature(['array'], STRING)]),
  /** a @> b: every element of b equals one of a; NULL equals none. */
  array_contains: strict(pair),
  array_overlaps: strict(pair),
  eq_any: quantified,
  ne_any: quantified,
  lt_any: quantified,
  le_any: quantified,
  gt_any: quantified,
  ge_any: quantified,
  eq_all: quantified,
  ne_all: quantified,
  lt_all: quantified,
  le_all: quantified,
  gt_all: quantified,
  ge_all: quantified,
} as const

/** PostgreSQL's names of those that are called by name, lower-case. */
export const ARRAY_SQL_NAMES = {
  array_append: 'array_append',
  array_cat: 'array_concat',
  array_dims: 'array_bounds',
  array_length: 'array_length',
  array_lower: 'array_lower',
  array_ndims: 'array_dimensions',
  array_position: 'array_position',
  array_positions: 'array_positions',
  array_prepend: 'array_prepend',
  array_remove: 'array_remove',
  array_replace: 'array_replace',
  array_to_string: 'array_to_string',
  array_upper: 'array_length',
  cardinality: 'cardinality',
  string_to_array: 'string_to_array',
} as const
