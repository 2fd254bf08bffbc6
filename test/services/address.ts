/** Where a server answers and who may enter. */
export interface ServiceAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly url: string
}

/** A server this process started; `stop` ends it and removes its files. It also ends when this process dies. */
export interface RunningService extends ServiceAddress {
  stop(): Promise<void>
}

/** The address with its URL, credentials percent-encoded. */
export function serviceAddress(scheme: string, address: Omit<ServiceAddress, 'url'>): ServiceAddress {
  const { host, port, user, password, database } = address
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  return { ...address, url: `${scheme}://${credentials}@${host}:${port}/${encodeURIComponent(database)}` }
}
