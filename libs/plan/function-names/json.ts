/** JSON read, tested and made. */
export const JSON_NAMES = [
  'json_get',
  'json_get_text',
  'json_step',
  'json_step_text',
  'json_typeof',
  'json_array_length',
  'json_has_key',
  'json_contains',
  'json_remove',
  'json_concat',
  'to_json',
  'to_jsonb',
  'json_build_array',
  'json_build_object',
  'jsonb_build_array',
] as const
