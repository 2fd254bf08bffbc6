import type { EngineType, ScalarKind } from '#arrow'
import type { Expression } from '../expression.ts'

/**
 * What a parameter takes: values of one kind (decimals of any precision and scale); `numeric`, any number, all
 * arguments brought to one kind; `element`, any type, all arguments of one; `any`, any type as it is; `array`, an array
 * and `member`, one of its elements, all arguments brought to one element type.
 */
export type ParameterType = ScalarKind | 'numeric' | 'element' | 'any' | 'array' | 'member'

/** One overload of a function. */
export interface Signature {
  readonly parameters: readonly ParameterType[]
  /** How many parameters, from the right, may be left out. */
  readonly optional: number
  /** True when the last parameter may be repeated. */
  readonly variadic: boolean
  /** True for an overload PostgreSQL does not have: taken only where none of its own fits. */
  readonly extension: boolean
  /** The type of the result, for arguments that already have the parameters' types. */
  readonly result: (args: readonly Expression[]) => EngineType
}

/** What the engine knows of a function beyond its name; the meaning is PostgreSQL's. */
export interface FunctionRecord {
  readonly signatures: readonly Signature[]
  /** `strict`: NULL as soon as one argument is NULL. `called`: the function sees NULLs. */
  readonly nulls: 'strict' | 'called'
  /**
   * `immutable`: equal answers for equal arguments; what depends on the clock is bound to a constant. `volatile`:
   * another one at every call, so that it is computed once for each row, by a Window node, and nowhere else.
   */
  readonly volatility: 'immutable' | 'volatile'
  /** SQLSTATEs that some arguments make it fail with. */
  readonly raises: readonly string[]
  /** Positions of the arguments that, as constants, settle for all rows alike whether it fails; empty: no such ones. */
  readonly settledBy: readonly number[]
  /** True when NULL can come out although no argument is NULL. */
  readonly givesNull: boolean
}

type Result = EngineType | Signature['result']

/** An overload of exactly these parameters. */
export function signature(parameters: readonly ParameterType[], result: Result): Signature {
  const resultOf = typeof result === 'function' ? result : () => result
  return { parameters, optional: 0, variadic: false, extension: false, result: resultOf }
}

/** An overload whose last `optional` parameters may be left out. */
export function signatureWithOptional(
  parameters: readonly ParameterType[],
  optional: number,
  result: Result,
): Signature {
  return { ...signature(parameters, result), optional }
}

/** An overload whose last parameter may be repeated. */
export function variadicSignature(parameters: readonly ParameterType[], result: Result): Signature {
  return { ...signature(parameters, result), variadic: true }
}

/** An overload that is ours and not PostgreSQL's. */
export function extension(overload: Signature): Signature {
  return { ...overload, extension: true }
}

/** A function that is NULL for a NULL argument. */
export function strict(signatures: readonly Signature[], raises: readonly string[] = []): FunctionRecord {
  return { signatures, nulls: 'strict', volatility: 'immutable', raises, settledBy: [], givesNull: false }
}

/** A function that gives NULL for some arguments that are not. */
export function strictOrNull(signatures: readonly Signature[], raises: readonly string[] = []): FunctionRecord {
  return { ...strict(signatures, raises), givesNull: true }
}

/** A function that decides itself what a NULL argument means. */
export function called(signatures: readonly Signature[], givesNull: 'may give null' | 'never null'): FunctionRecord {
  return {
    signatures,
    nulls: 'called',
    volatility: 'immutable',
    raises: [],
    settledBy: [],
    givesNull: givesNull === 'may give null',
  }
}

/** The function, whose failures the constant arguments at these positions settle. */
export function settledBy(positions: readonly number[], record: FunctionRecord): FunctionRecord {
  return { ...record, settledBy: positions }
}

/** SQLSTATEs by their PostgreSQL names. */
export const NUMERIC_VALUE_OUT_OF_RANGE = '22003'
export const DIVISION_BY_ZERO = '22012'
export const NULL_VALUE_NOT_ALLOWED = '22004'
export const DATETIME_FIELD_OVERFLOW = '22008'
export const INVALID_DATETIME_FORMAT = '22007'
export const INVALID_PARAMETER_VALUE = '22023'
export const SUBSTRING_ERROR = '22011'
export const INVALID_ARGUMENT_FOR_POWER_FUNCTION = '2201F'
export const INVALID_ARGUMENT_FOR_LOGARITHM = '2201E'
export const INVALID_ARGUMENT_FOR_WIDTH_BUCKET_FUNCTION = '2201G'
export const INVALID_ARGUMENT_FOR_NTILE = '22014'
export const INVALID_ARGUMENT_FOR_NTH_VALUE = '22016'
export const INVALID_ESCAPE_SEQUENCE = '22025'
export const UNTRANSLATABLE_CHARACTER = '22P05'
export const INVALID_TEXT_REPRESENTATION = '22P02'
export const CHARACTER_NOT_IN_REPERTOIRE = '22021'
export const ARRAY_SUBSCRIPT_ERROR = '2202E'
export const INVALID_REGULAR_EXPRESSION = '2201B'
/** Too long a text to make: what makes data is bounded. */
export const PROGRAM_LIMIT_EXCEEDED = '54000'
