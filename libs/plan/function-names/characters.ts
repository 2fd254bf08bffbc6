/** Single characters, numbers in other bases, and text as SQL quotes it. */
export const CHARACTER_NAMES = [
  'ascii',
  'chr',
  'initcap',
  'casefold',
  'translate',
  'overlay',
  'bit_length',
  'to_hex',
  'to_bin',
  'to_oct',
  'quote_ident',
  'quote_literal',
] as const
