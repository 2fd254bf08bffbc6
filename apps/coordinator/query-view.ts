import type { z } from '@hono/zod-openapi'
import type { Manifest } from '#results'
import type { querySchema } from './schemas.ts'

/** What clients see of a manifest. */
export function queryView(manifest: Manifest): z.input<typeof querySchema> {
  const self = `/v1/queries/${manifest.query_id}`
  const { submission, statistics, progress } = manifest
  return {
    query_id: manifest.query_id,
    name: submission.name,
    state: manifest.state,
    message: manifest.message,
    sql: submission.sql,
    tags: { ...submission.tags },
    submitted_at: manifest.submitted_at,
    started_at: manifest.started_at,
    finished_at: manifest.finished_at,
    expires_at: manifest.expires_at,
    as_of: manifest.as_of,
    progress: progress === null ? null : { ...progress },
    statistics: statistics === null ? null : { ...statistics, fragments: [...statistics.fragments] },
    row_count: manifest.row_count,
    truncated: manifest.truncated,
    error: manifest.failure,
    links: { self, results: `${self}/results`, plan: `${self}/plan` },
  }
}
