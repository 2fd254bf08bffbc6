import type { RemoteQuery } from '#plan'

const keys = new WeakMap<RemoteQuery, string>()

/** The same text for RemoteQueries that fetch the same rows: they become one fragment. */
export function remoteKey(remote: RemoteQuery): string {
  const known = keys.get(remote) ?? JSON.stringify([remote.connection, remote.plan, remote.prefilters])
  keys.set(remote, known)
  return known
}

/** Of RemoteQueries that fetch the same rows one each. */
export function distinctRemotes(remotes: readonly RemoteQuery[]): readonly RemoteQuery[] {
  return [...new Map(remotes.map((remote) => [remoteKey(remote), remote])).values()]
}
