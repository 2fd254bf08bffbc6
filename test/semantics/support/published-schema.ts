import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

const published = new URL('../../../config/query-request.schema.json', import.meta.url)
const validate = new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(readFileSync(published, 'utf8')))

/** What the published JSON Schema has against the JSON of a value, as another library reads it; undefined for nothing. */
export function schemaFault(value: unknown): string | undefined {
  if (validate(JSON.parse(JSON.stringify(value)))) return undefined
  const [first] = validate.errors ?? []
  return `${first?.instancePath}: ${first?.message}`
}
