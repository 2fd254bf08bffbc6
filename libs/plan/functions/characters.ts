import { BINARY, INT32, STRING } from '#arrow'
import {
  INVALID_PARAMETER_VALUE,
  NUMERIC_VALUE_OUT_OF_RANGE,
  PROGRAM_LIMIT_EXCEEDED,
  SUBSTRING_ERROR,
  settledBy,
  signature,
  signatureWithOptional,
  strict,
} from './record.ts'

const changed = [signature(['string'], STRING)]
const digits = [signature(['int32'], STRING), signature(['int64'], STRING)]

/** Single characters, numbers in other bases, and text as SQL quotes it. */
export const CHARACTER_FUNCTIONS = {
  /** The code point of the first character; 0 for none. */
  ascii: strict([signature(['string'], INT32)]),
  chr: strict([signature(['int32'], STRING)], [INVALID_PARAMETER_VALUE, PROGRAM_LIMIT_EXCEEDED]),
  initcap: strict(changed),
  casefold: strict(changed),
  translate: strict([signature(['string', 'string', 'string'], STRING)]),
  /** overlay(text, replacement, from, count): as many characters as the replacement has where no count is given. */
  overlay: settledBy(
    [2],
    strict(
      [
        signatureWithOptional(['string', 'string', 'int32', 'int32'], 1, STRING),
        signatureWithOptional(['binary', 'binary', 'int32', 'int32'], 1, BINARY),
      ],
      [SUBSTRING_ERROR, NUMERIC_VALUE_OUT_OF_RANGE],
    ),
  ),
  bit_length: strict([signature(['string'], INT32), signature(['binary'], INT32)]),
  to_hex: strict(digits),
  to_bin: strict(digits),
  to_oct: strict(digits),
  quote_ident: strict(changed),
  quote_literal: strict(changed),
} as const

/** PostgreSQL's names of those that are called by name, lower-case. */
export const CHARACTER_SQL_NAMES = {
  ascii: 'ascii',
  chr: 'chr',
  initcap: 'initcap',
  casefold: 'casefold',
  translate: 'translate',
  overlay: 'overlay',
  bit_length: 'bit_length',
  to_hex: 'to_hex',
  to_bin: 'to_bin',
  to_oct: 'to_oct',
  quote_ident: 'quote_ident',
  quote_literal: 'quote_literal',
} as const
