import { QueryError } from '#core'
import type { Manifest } from '#results'

/** The query when its caller is the one who asks. @throws QueryError NOT_FOUND for everybody else, so that ids tell nothing */
export function ownQuery(manifest: Manifest, caller: string): Manifest {
  if (manifest.submission.caller === caller) return manifest
  throw new QueryError('NOT_FOUND', `There is no query ${manifest.query_id}; it may have expired.`)
}
