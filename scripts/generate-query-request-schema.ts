/** Writes config/query-request.schema.json from the schema that judges QueryRequests. */
import { writeFile } from 'node:fs/promises'
import { queryRequestJsonSchema } from '#query'

const file = new URL('../config/query-request.schema.json', import.meta.url)
await writeFile(file, `${JSON.stringify(queryRequestJsonSchema())}\n`)
