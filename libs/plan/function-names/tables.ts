/** Functions that give rows: in FROM, or for each row of a select list. */
export const TABLE_FUNCTIONS = [
  'generate_series',
  'generate_subscripts',
  'unnest',
  'json_array_elements',
  'json_array_elements_text',
  'json_each',
  'json_each_text',
  'json_object_keys',
  'regexp_matches',
] as const
