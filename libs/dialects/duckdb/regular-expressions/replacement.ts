/** A replacement text in parts: text as it is, and the numbers of groups, 0 for the whole match. */
export type ReplacementPart = string | number

/** Reads PostgreSQL's replacement: `\1` to `\9`, `\&`, and `\\` for a backslash; any other backslash stays. */
export function parseReplacement(text: string): readonly ReplacementPart[] {
  return text.split(/(\\[0-9&\\])/).map((part) => {
    if (part === '\\\\') return '\\'
    if (part === '\\&') return 0
    return /^\\[1-9]$/.test(part) ? Number(part[1]) : part
  })
}

/** The same in RE2's syntax; a group the pattern does not have stands for nothing. */
export function printReplacement(parts: readonly ReplacementPart[], groups: number): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part.replaceAll('\\', '\\\\')
      return part > groups ? '' : `\\${part}`
    })
    .join('')
}
