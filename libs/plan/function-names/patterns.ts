/** Regular expressions, PostgreSQL's and SQL's. */
export const PATTERN_NAMES = [
  'regexp_like',
  'regexp_substring',
  'regexp_replace',
  'regexp_count',
  'regexp_instr',
  'regexp_substr',
  'regexp_match',
  'regexp_split_to_array',
  'similar_to',
  'similar_substring',
] as const
