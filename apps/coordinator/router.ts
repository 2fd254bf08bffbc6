import { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from './deps.ts'
import { schemaError } from './schema-error.ts'

const targets: Readonly<Record<string, string>> = {
  json: 'body',
  query: 'query string',
  param: 'path',
  header: 'header',
}

/** A Hono app for one resource, whose schema faults become one ValidationError. */
export function createRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw schemaError(targets[result.target] ?? result.target, result.error.issues)
    },
  })
}
