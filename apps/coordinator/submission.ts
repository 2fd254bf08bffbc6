import { createHash } from 'node:crypto'
import type { z } from '@hono/zod-openapi'
import type { QueryConfig } from '#config'
import { ValidationError } from '#core'
import type { Submission } from '#results'
import type { statementSchema, submitSchema } from './schemas.ts'

const DEFAULT_PRIORITY = 5

/** What a body submits, defaults filled in. @throws ValidationError when it has both forms or neither, or asks too long */
export function submissionOf(
  body: z.output<typeof submitSchema>,
  caller: string,
  traceparent: string | null,
  config: QueryConfig,
): Submission {
  const statement = statementOf(body)
  const longest = config.queryTimeoutSeconds
  if (body.timeout_seconds !== undefined && body.timeout_seconds > longest) {
    throw new ValidationError(
      'LIMIT_EXCEEDED',
      `timeout_seconds may be at most ${longest} here (query.query_timeout_seconds).`,
    )
  }
  return {
    ...statement,
    verify: body.verify ?? false,
    name: body.name ?? null,
    tags: body.tags ?? {},
    priority: body.priority ?? DEFAULT_PRIORITY,
    timeout_seconds: body.timeout_seconds ?? longest,
    caller,
    traceparent,
    body_hash: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
  }
}

/** The statement of a body: exactly one of SQL and QueryRequest. @throws ValidationError */
export function statementOf(
  body: z.output<typeof statementSchema>,
): Pick<Submission, 'sql' | 'dialect' | 'query' | 'parameters' | 'default_connection_id' | 'pushdown' | 'consistency'> {
  if ((body.sql === undefined) === (body.query === undefined)) {
    throw new ValidationError('VALIDATION_ERROR', 'Send exactly one of "sql" and "query".', { position: { path: '$' } })
  }
  return {
    sql: body.sql ?? null,
    ...(body.dialect === undefined ? {} : { dialect: body.dialect }),
    query: body.query ?? null,
    parameters: body.parameters ?? {},
    default_connection_id: body.default_connection_id ?? null,
    pushdown: body.pushdown ?? 'auto',
    ...(body.consistency === undefined ? {} : { consistency: body.consistency }),
  }
}
