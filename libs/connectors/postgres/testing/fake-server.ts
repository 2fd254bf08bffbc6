import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { message } from './decode-answer.ts'

/** How a fake server ends its answer to a statement: it goes on listening, or closes the connection. */
export type Ending = 'stay' | 'close'

export interface FakeServer {
  readonly port: number
  /** Connections it has accepted, and how many of them are open. */
  readonly accepted: () => number
  readonly open: () => number
  close(): Promise<void>
}

const SYNC = 'S'
const QUERY = 'Q'
const STATEMENTS_OF_BEGIN = /;|$/g
const ready = message('Z', Buffer.from('T'))
const done = message('C', Buffer.from('SET\0'))

/**
 * A server of PostgreSQL's protocol that takes every user, calls every simple query done, and answers an extended one
 * with the given bytes; for tests of what no real server sends.
 */
export async function startFakeServer(answer: () => { bytes: Buffer; ending: Ending }): Promise<FakeServer> {
  const sockets = new Set<Socket>()
  let accepted = 0
  const server = createServer((socket) => {
    accepted += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    serve(socket, answer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function serve(socket: Socket, answer: () => { bytes: Buffer; ending: Ending }): void {
  let pending = Buffer.alloc(0)
  let started = false
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      // The startup message alone has no type byte.
      const header = started ? 1 : 0
      if (pending.length < header + 4 || pending.length < header + pending.readInt32BE(header)) return
      const length = header + pending.readInt32BE(header)
      const type = started ? String.fromCharCode(pending[0] ?? 0) : 'startup'
      const body = pending.toString('latin1', header + 4, length)
      pending = pending.subarray(length)
      if (type === 'startup') socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]))
      else if (type === QUERY)
        socket.write(Buffer.concat([...(body.match(STATEMENTS_OF_BEGIN) ?? []).map(() => done), ready]))
      else if (type === SYNC) {
        const { bytes, ending } = answer()
        if (ending === 'close') socket.end(bytes)
        else socket.write(bytes)
      }
      started = true
    }
  })
}
