import { arrayOf, BOOLEAN, INT32, STRING } from '#arrow'
import {
  INVALID_ESCAPE_SEQUENCE,
  INVALID_PARAMETER_VALUE,
  INVALID_REGULAR_EXPRESSION,
  settledBy,
  signature,
  signatureWithOptional,
  strict,
  strictOrNull,
} from './record.ts'

const TEXTS = arrayOf(STRING)
const PATTERN_FAULTS = [INVALID_REGULAR_EXPRESSION, INVALID_PARAMETER_VALUE]
/** Text, pattern and, for SQL's own, the escape; without it the escape is a backslash. */
const similarTo = [signatureWithOptional(['string', 'string', 'string'], 1, BOOLEAN)]

/** Regular expressions. The pattern is the second argument; flags are text, starts and occurrences count from 1. */
export const PATTERN_FUNCTIONS = {
  /** What `~` and, with the flag `i`, `~*` ask. */
  regexp_like: settledBy(
    [1, 2],
    strict([signatureWithOptional(['string', 'string', 'string'], 1, BOOLEAN)], PATTERN_FAULTS),
  ),
  /** `substring(text from pattern)`: what matches, or what its first group captures; NULL for no match. */
  regexp_substring: settledBy([1], strictOrNull([signature(['string', 'string'], STRING)], PATTERN_FAULTS)),
  /** regexp_replace(text, pattern, replacement [, start [, occurrence]] [, flags]). */
  regexp_replace: settledBy(
    [1, 3, 4, 5],
    strict(
      [
        signatureWithOptional(['string', 'string', 'string', 'string'], 1, STRING),
        signatureWithOptional(['string', 'string', 'string', 'int32', 'int32', 'string'], 2, STRING),
      ],
      PATTERN_FAULTS,
    ),
  ),
  regexp_count: settledBy(
    [1, 2, 3],
    strict([signatureWithOptional(['string', 'string', 'int32', 'string'], 2, INT32)], PATTERN_FAULTS),
  ),
  /** regexp_instr(text, pattern [, start [, occurrence [, end [, flags [, group]]]]]). */
  regexp_instr: settledBy(
    [1, 2, 3, 4, 5, 6],
    strict(
      [signatureWithOptional(['string', 'string', 'int32', 'int32', 'int32', 'string', 'int32'], 5, INT32)],
      PATTERN_FAULTS,
    ),
  ),
  /** regexp_substr(text, pattern [, start [, occurrence [, flags [, group]]]]). */
  regexp_substr: settledBy(
    [1, 2, 3, 4, 5],
    strictOrNull(
      [signatureWithOptional(['string', 'string', 'int32', 'int32', 'string', 'int32'], 4, STRING)],
      PATTERN_FAULTS,
    ),
  ),
  /** What the groups of the first match capture, or the match itself; NULL for none. */
  regexp_match: settledBy(
    [1, 2],
    strictOrNull([signatureWithOptional(['string', 'string', 'string'], 1, TEXTS)], PATTERN_FAULTS),
  ),
  regexp_split_to_array: settledBy(
    [1, 2],
    strict([signatureWithOptional(['string', 'string', 'string'], 1, TEXTS)], PATTERN_FAULTS),
  ),
  similar_to: settledBy([1, 2], strict(similarTo, [...PATTERN_FAULTS, INVALID_ESCAPE_SEQUENCE])),
  similar_substring: settledBy(
    [1, 2],
    strictOrNull([signature(['string', 'string', 'string'], STRING)], [...PATTERN_FAULTS, INVALID_ESCAPE_SEQUENCE]),
  ),
} as const

/** PostgreSQL's names of those that are called by name, lower-case; `substring` is told apart by its arguments. */
export const PATTERN_SQL_NAMES = {
  regexp_like: 'regexp_like',
  regexp_replace: 'regexp_replace',
  regexp_count: 'regexp_count',
  regexp_instr: 'regexp_instr',
  regexp_substr: 'regexp_substr',
  regexp_match: 'regexp_match',
  regexp_split_to_array: 'regexp_split_to_array',
} as const
