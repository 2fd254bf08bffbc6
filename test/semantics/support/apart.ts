/** Names of this host: a source is known by that of its server, so each name makes a connection of its own. */
const NAMES = ['127.0.0.1', '127.1', '127.0.1', '0x7f.1', '0177.1', '2130706433', '0x7f000001', '017700000001']

/**
 * The sources of a configuration, so that none shares a connection with another.
 * @throws Error when more of them are in one database than this host has names, or it is elsewhere
 */
export function apart(sources: Readonly<Record<string, object>>): Record<string, object> {
  const counts = new Map<string, number>()
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]) => {
      if (!('uri' in source)) return [name, source]
      const uri = String(source.uri)
      const count = counts.get(uri) ?? 0
      counts.set(uri, count + 1)
      return [name, { ...source, uri: withHost(uri, count) }]
    }),
  )
}

function withHost(uri: string, count: number): string {
  const [first = ''] = NAMES
  const host = NAMES[count]
  if (host === undefined) throw new Error(`This host has ${NAMES.length} names only.`)
  if (count > 0 && !uri.includes(`@${first}:`)) throw new Error(`The server is not at ${first}.`)
  return uri.replace(`@${first}:`, `@${host}:`)
}
