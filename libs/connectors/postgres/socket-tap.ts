import type { Duplex } from 'node:stream'

type DataListener = (chunk: Buffer) => void

/**
 * Takes what arrives on a socket away from its listeners until it is given back. TLS or not, the driver listens to the
 * 'data' events of one stream.
 */
export class SocketTap {
  readonly #socket: Duplex
  readonly #listeners: readonly DataListener[]
  readonly #take: DataListener
  #isOpen = true

  constructor(socket: Duplex, take: DataListener) {
    this.#socket = socket
    this.#take = take
    this.#listeners = socket.listeners('data').map((listener) => listener as DataListener)
    for (const listener of this.#listeners) socket.off('data', listener)
    socket.on('data', take)
  }

  /** Gives the socket back, and to its listeners what had arrived for them. */
  close(rest: Buffer): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#socket.off('data', this.#take)
    for (const listener of this.#listeners) this.#socket.on('data', listener)
    if (rest.length > 0) for (const listener of this.#listeners) listener.call(this.#socket, rest)
  }
}
