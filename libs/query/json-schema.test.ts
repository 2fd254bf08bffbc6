import { expect, test } from 'vitest'
import { z } from 'zod'
import { queryRequestJsonSchema } from './json-schema.ts'

const definitions = z.object({
  $ref: z.literal('#/$defs/QueryRequest'),
  $defs: z.record(z.string(), z.looseObject({})),
})

test('every reference has a definition, and every object is closed', () => {
  const schema = queryRequestJsonSchema()
  const { $defs } = definitions.parse(schema)
  const text = JSON.stringify(schema)
  const references = [...text.matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g)].map((match) => match[1])
  expect(new Set(references)).toStrictEqual(new Set(Object.keys($defs)))
  const closed = z.object({ type: z.literal('object'), additionalProperties: z.literal(false) })
  expect(closed.safeParse($defs['QueryRequest']).success).toBe(true)
  expect($defs['expression']).toMatchObject({
    anyOf: expect.arrayContaining([expect.objectContaining({ required: ['cast', 'to'] })]),
  })
})
