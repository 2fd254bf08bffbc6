import { BOOLEAN, INT32, STRING } from '#arrow'
import {
  called,
  INVALID_PARAMETER_VALUE,
  SUBSTRING_ERROR,
  signature,
  signatureWithOptional,
  strict,
  variadicSignature,
} from './record.ts'

const changed = [signature(['string'], STRING)]
const trimmed = [signatureWithOptional(['string', 'string'], 1, STRING)]
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
  length: strict([signature(['string'], INT32)]),
  octet_length: strict([signature(['string'], INT32), signature(['binary'], INT32)]),
  trim: strict(trimmed),
  ltrim: strict(trimmed),
  rtrim: strict(trimmed),
  substring: strict([signatureWithOptional(['string', 'int32', 'int32'], 1, STRING)], [SUBSTRING_ERROR]),
  left: strict(counted),
  right: strict(counted),
  lpad: strict(padded),
  rpad: strict(padded),
  replace: strict([signature(['string', 'string', 'string'], STRING)]),
  /** position(text, part): where the part begins, 0 when it does not occur. */
  position: strict([signature(['string', 'string'], INT32)]),
  split_part: strict([signature(['string', 'string', 'int32'], STRING)], [INVALID_PARAMETER_VALUE]),
  starts_with: strict([signature(['string', 'string'], BOOLEAN)]),
  reverse: strict(changed),
  repeat: strict(counted),
  md5: strict([signature(['string'], STRING), signature(['binary'], STRING)]),
} as const
