import type { ResultStore } from '#results'

/** Queries looked at in one page of a sweep. */
const PAGE = 200

/** Removes the parts of results past their time; their manifests stay as EXPIRED. @returns how many expired */
export async function expireResults(store: ResultStore, now: Date): Promise<number> {
  let expired = 0
  let cursor: string | null = null
  do {
    const page = await store.list({ state: 'SUCCEEDED', limit: PAGE, cursor })
    for (const manifest of page.manifests) {
      if (manifest.expires_at === null || Date.parse(manifest.expires_at) > now.getTime()) continue
      await store.replace({ ...manifest, state: 'EXPIRED', parts: [] })
      await store.deleteParts(
        manifest.query_id,
        manifest.parts.map((part) => part.name),
      )
      expired++
    }
    cursor = page.nextCursor
  } while (cursor !== null)
  return expired
}
