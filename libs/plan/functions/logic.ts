import { BOOLEAN, type EngineType, STRING } from '#arrow'
import { type Expression, typeOf } from '../expression.ts'
import {
  called,
  INVALID_ESCAPE_SEQUENCE,
  settledBy,
  signature,
  signatureWithOptional,
  strict,
  variadicSignature,
} from './record.ts'

const firstType = (args: readonly Expression[]): EngineType => (args[0] === undefined ? STRING : typeOf(args[0]))

const compared = [signature(['element', 'element'], BOOLEAN)]
const connective = [signature(['boolean', 'boolean'], BOOLEAN)]
const truthTest = [signature(['boolean'], BOOLEAN)]
const presence = [signature(['any'], BOOLEAN)]
/** Text, pattern and, where the statement gives one, the escape text; without it the escape is a backslash. */
const pattern = [signatureWithOptional(['string', 'string', 'string'], 1, BOOLEAN)]
const choice = [variadicSignature(['element'], firstType)]

/** Three-valued logic, comparison and choice. AND and OR are binary. */
export const LOGIC_FUNCTIONS = {
  and: called(connective, 'may give null'),
  or: called(connective, 'may give null'),
  not: strict(truthTest),
  eq: strict(compared),
  ne: strict(compared),
  lt: strict(compared),
  le: strict(compared),
  gt: strict(compared),
  ge: strict(compared),
  is_distinct_from: called(compared, 'never null'),
  is_not_distinct_from: called(compared, 'never null'),
  is_null: called(presence, 'never null'),
  is_not_null: called(presence, 'never null'),
  is_true: called(truthTest, 'never null'),
  is_not_true: called(truthTest, 'never null'),
  is_false: called(truthTest, 'never null'),
  is_not_false: called(truthTest, 'never null'),
  like: settledBy([1, 2], strict(pattern, [INVALID_ESCAPE_SEQUENCE])),
  ilike: settledBy([1, 2], strict(pattern, [INVALID_ESCAPE_SEQUENCE])),
  coalesce: called(choice, 'may give null'),
  nullif: called([signature(['element', 'element'], firstType)], 'may give null'),
  greatest: called(choice, 'may give null'),
  least: called(choice, 'may give null'),
} as const

/** PostgreSQL's names of those that are called by name, lower-case. */
export const LOGIC_SQL_NAMES = {
  coalesce: 'coalesce',
  greatest: 'greatest',
  least: 'least',
  nullif: 'nullif',
} as const
