/** Bytes: joined, read, written as text. */
export const BINARY_NAMES = [
  'binary_concat',
  'encode',
  'decode',
  'convert_from',
  'convert_to',
  'get_byte',
  'set_byte',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
] as const
