import { z } from 'zod'
import { queryRequestSchema } from './schema.ts'
import { type NamedSchema, namedSchema } from './schema-parts.ts'

type JsonSchema = Readonly<Record<string, unknown>>

/** The JSON Schema (draft 2020-12) of a QueryRequest; what refers to itself stands in `$defs`. */
export function queryRequestJsonSchema(): JsonSchema {
  const definitions = new Map<string, JsonSchema>()
  const define = (schema: NamedSchema): void => {
    if (definitions.has(schema.name)) return
    definitions.set(schema.name, {})
    const alternatives = Object.values(schema.alternatives()).map(convert)
    const [only, ...others] = alternatives
    definitions.set(schema.name, only !== undefined && others.length === 0 ? only : { anyOf: alternatives })
  }
  const convert = (schema: z.ZodType): JsonSchema => {
    const { $schema: _, ...json } = z.toJSONSchema(schema, {
      io: 'input',
      unrepresentable: 'any',
      override: (context) => {
        const found = namedSchema(context.zodSchema)
        if (found === undefined) return
        context.jsonSchema.$ref = `#/$defs/${found.name}`
        define(found)
      },
    })
    return json
  }
  const root = convert(queryRequestSchema)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'QueryRequest',
    ...root,
    $defs: Object.fromEntries(definitions),
  }
}
