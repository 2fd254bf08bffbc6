import { BINARY, BOOLEAN, INT32, STRING } from '#arrow'
import {
  called,
  INVALID_PARAMETER_VALUE,
  PROGRAM_LIMIT_EXCEEDED,
  SUBSTRING_ERROR,
  settledBy,
  signature,
  signatureWithOptional,
  strict,
  variadicSignature,
} from './record.ts'

const changed = [signature(['string'], STRING)]
const reversed = [...changed, signature(['binary'], BINARY)]
const trimmed = [signatureWithOptional(['string', 'string'], 1, STRING), signature(['binary', 'binary'], BINARY)]
const counted = [signature(['string', 'int32'], STRING)]
const padded = [signatureWithOptional(['string', 'int32', 'string'], 1, STRING)]

/** Text. Lengths and positions count characters from 1; case is changed by Unicode. */
export const TEXT_FUNCTIONS = {
  text_concat: strict([signature(['string', 'string'], STRING)]),
  /** NULL arguments count as empty. */
  concat: called([variadicSignature(['string'], STRING)], 'never null'),
  /** The separator first; NULL arguments are left out. NULL only for a NULL separator. */
  concat_ws: called([variadicSignature(['string', 'string'], STRING)], 'may give null'),
  lower: strict(changed),
  upper: strict(changed),
  length: strict([signature(['string'], INT32), signature(['binary'], INT32)]),
  octet_length: strict([signature(['string'], INT32), signature(['binary'], INT32)]),
  trim: strict(trimmed),
  ltrim: strict(trimmed),
  rtrim: strict(trimmed),
  substring: settledBy(
    [2],
    strict(
      [
        signatureWithOptional(['string', 'int32', 'int32'], 1, STRING),
        signatureWithOptional(['binary', 'int32', 'int32'], 1, BINARY),
      ],
      [SUBSTRING_ERROR],
    ),
  ),
  left: strict(counted),
  right: strict(counted),
  lpad: strict(padded, [PROGRAM_LIMIT_EXCEEDED]),
  rpad: strict(padded, [PROGRAM_LIMIT_EXCEEDED]),
  replace: strict([signature(['string', 'string', 'string'], STRING)]),
  /** position(text, part): where the part begins, 0 when it does not occur. */
  position: strict([signature(['string', 'string'], INT32), signature(['binary', 'binary'], INT32)]),
  split_part: settledBy([2], strict([signature(['string', 'string', 'int32'], STRING)], [INVALID_PARAMETER_VALUE])),
  starts_with: strict([signature(['string', 'string'], BOOLEAN)]),
  reverse: strict(reversed),
  repeat: strict(counted, [PROGRAM_LIMIT_EXCEEDED]),
  md5: strict([signature(['string'], STRING), signature(['binary'], STRING)]),
} as const

/** PostgreSQL's names of those that are called by name, lower-case. */
export const TEXT_SQL_NAMES = {
  btrim: 'trim',
  char_length: 'length',
  character_length: 'length',
  concat: 'concat',
  concat_ws: 'concat_ws',
  left: 'left',
  length: 'length',
  lower: 'lower',
  lpad: 'lpad',
  ltrim: 'ltrim',
  md5: 'md5',
  octet_length: 'octet_length',
  position: 'position',
  repeat: 'repeat',
  replace: 'replace',
  reverse: 'reverse',
  right: 'right',
  rpad: 'rpad',
  rtrim: 'rtrim',
  split_part: 'split_part',
  starts_with: 'starts_with',
  strpos: 'position',
  substr: 'substring',
  substring: 'substring',
  trim: 'trim',
  upper: 'upper',
} as const
