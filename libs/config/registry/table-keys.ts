import { booleanOr, choiceOr, optionalBoolean, optionalText, requiredText } from './key.ts'

/** A column under `tables.<name>.columns`. */
export const columnKeys = {
  type: requiredText({
    doc: 'Type of the column in the engine; the sources casts to it. See the list of types below.',
  }),
  primary_key: booleanOr(false, { doc: 'Part of the key: its values are unique and never NULL.' }),
  nullable: optionalBoolean({ doc: 'Whether it may be NULL; true when absent, false for a key.' }),
  description: optionalText({ doc: 'For people.' }),
}

/** An entry of `tables.<name>.relationships`. */
export const relationshipKeys = {
  table: requiredText({ doc: 'The other table.' }),
  foreign_key: requiredText({ doc: 'The column that refers.' }),
  type: choiceOr(
    null,
    ['one-to-one', 'one-to-many', 'many-to-one', 'many-to-many'],
    {
      'one-to-one': 'one-to-one',
      'one-to-many': 'one-to-many',
      'many-to-one': 'many-to-one',
      'many-to-many': 'many-to-many',
    } as const,
    { doc: 'How many rows stand on either side.' },
  ),
}
