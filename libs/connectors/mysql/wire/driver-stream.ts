import { Duplex } from 'node:stream'
import type { Connection } from 'mysql2'

/** What a connection of the driver reads from. @throws TypeError when the driver has changed and has no such stream */
export function driverStream(connection: Connection): Duplex {
  const stream: unknown = Reflect.get(connection, 'stream')
  if (!(stream instanceof Duplex)) throw new TypeError('the connection has no stream to read from')
  return stream
}
