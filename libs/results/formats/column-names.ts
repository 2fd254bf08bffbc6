import type { Field } from '#arrow'
import { ValidationError } from '#core'

/**
 * Checks that rows can be objects by column name.
 * @param same how two names are compared: some formats do not tell case apart
 * @throws ValidationError UNSUPPORTED when two columns have the same name, one of which would be lost
 */
export function requireDistinctNames(
  fields: readonly Field[],
  format: string,
  same: (name: string) => string = (name) => name,
): void {
  const positions = new Map<string, number>()
  for (const [index, { name }] of fields.entries()) {
    const earlier = positions.get(same(name))
    if (earlier !== undefined) {
      throw new ValidationError(
        'UNSUPPORTED',
        `Columns ${earlier + 1} and ${index + 1} are both named "${name}", which ${format} cannot hold; rename one with AS.`,
      )
    }
    positions.set(same(name), index)
  }
}
