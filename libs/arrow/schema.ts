import { Field as ArrowField, Schema } from 'apache-arrow'
import { QueryError } from '#core'
import type { EngineType, Field } from './engine-type.ts'
import { physicalType } from './physical-type.ts'

/** Metadata key under which an Arrow field carries its engine type, as JSON. */
export const TYPE_METADATA_KEY = 'ajna_type'

/** The Arrow schema of batches with these columns: physical types, with the engine type in each field's metadata. */
export function arrowSchema(fields: readonly Field[]): Schema {
  return new Schema(
    fields.map(
      ({ name, type, nullable }) =>
        new ArrowField(name, physicalType(type), nullable, new Map([[TYPE_METADATA_KEY, JSON.stringify(type)]])),
    ),
  )
}

/**
 * The engine's fields of a schema made by `arrowSchema`.
 * @throws QueryError EXCHANGE_BROKEN for a schema made by anyone else
 */
export function fieldsOfSchema(schema: Schema): readonly Field[] {
  return schema.fields.map((field) => {
    const type = field.metadata.get(TYPE_METADATA_KEY)
    if (type === undefined) {
      throw new QueryError(
        'EXCHANGE_BROKEN',
        `Column "${field.name}" arrived without its type; the stream is not ours.`,
      )
    }
    return { name: field.name, type: JSON.parse(type) as EngineType, nullable: field.nullable }
  })
}
