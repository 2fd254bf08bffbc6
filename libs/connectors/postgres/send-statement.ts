import type { Connection } from 'pg'
import type { ReadRequest } from '../spi.ts'
import { bindMessage } from './bind-message.ts'
import { boundParameter } from './types.ts'
import { formatCode } from './value-readers.ts'

/** Sends a statement in the extended protocol: unnamed statement and portal, parameters under their types, a format for each column. */
export function sendStatement(connection: Connection, request: ReadRequest): void {
  const parameters = request.parameters.map(boundParameter)
  connection.stream.cork()
  connection.parse({ name: '', text: request.sql, types: parameters.map(({ oid }) => String(oid)) }, true)
  // Described before it is bound: formats for another number of columns would fail the bind.
  connection.describe({ type: 'S', name: '' }, true)
  connection.stream.write(
    bindMessage(
      parameters.map(({ text }) => text),
      request.fields.map(formatCode),
    ),
  )
  connection.execute({ portal: '' }, true)
  connection.sync()
  connection.stream.uncork()
}
