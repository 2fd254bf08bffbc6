/** Numbers by formats. */
export const NUMBER_FORMAT_NAMES = ['number_to_char', 'text_to_number'] as const
