import { BINARY, INT32, STRING } from '#arrow'
import {
  ARRAY_SUBSCRIPT_ERROR,
  CHARACTER_NOT_IN_REPERTOIRE,
  INVALID_PARAMETER_VALUE,
  INVALID_TEXT_REPRESENTATION,
  settledBy,
  signature,
  strict,
} from './record.ts'

const digest = [signature(['binary'], BINARY)]

/** Bytes; positions count from 1, the numbers of get_byte and set_byte from 0. */
export const BINARY_FUNCTIONS = {
  binary_concat: strict([signature(['binary', 'binary'], BINARY)]),
  /** encode(bytes, format): hex, base64 or escape. */
  encode: settledBy([1], strict([signature(['binary', 'string'], STRING)], [INVALID_PARAMETER_VALUE])),
  decode: strict([signature(['string', 'string'], BINARY)], [INVALID_PARAMETER_VALUE, INVALID_TEXT_REPRESENTATION]),
  convert_from: strict(
    [signature(['binary', 'string'], STRING)],
    [INVALID_PARAMETER_VALUE, CHARACTER_NOT_IN_REPERTOIRE],
  ),
  convert_to: settledBy([1], strict([signature(['string', 'string'], BINARY)], [INVALID_PARAMETER_VALUE])),
  get_byte: strict([signature(['binary', 'int32'], INT32)], [ARRAY_SUBSCRIPT_ERROR]),
  set_byte: strict([signature(['binary', 'int32', 'int32'], BINARY)], [ARRAY_SUBSCRIPT_ERROR]),
  sha224: strict(digest),
  sha256: strict(digest),
  sha384: strict(digest),
  sha512: strict(digest),
} as const

/** PostgreSQL's names of those that are called by name, lower-case. */
export const BINARY_SQL_NAMES = {
  encode: 'encode',
  decode: 'decode',
  convert_from: 'convert_from',
  convert_to: 'convert_to',
  get_byte: 'get_byte',
  set_byte: 'set_byte',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
} as const
