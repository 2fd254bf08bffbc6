import type { Client, Connection, Submittable } from 'pg'
import type { ReadRequest } from '../../spi.ts'
import { StreamLease } from '../../stream-lease.ts'
import { sendStatement } from '../send-statement.ts'

/** What a server sent in answer to a statement, up to and with ReadyForQuery; for tests and benchmarks of the decoder. */
export async function recordAnswer(client: Client, request: Pick<ReadRequest, 'sql' | 'fields'>): Promise<Buffer> {
  const recorder = new Recorder({ parameters: [], timeoutMs: 0, ...request })
  client.query(recorder)
  return recorder.answer
}

const READY_FOR_QUERY = Buffer.from([0x5a, 0, 0, 0, 5])
/** Its message has one byte more: the state of the transaction. */
const READY_BYTES = READY_FOR_QUERY.length + 1

class Recorder implements Submittable {
  readonly #request: ReadRequest
  readonly #answer = Promise.withResolvers<Buffer>()
  readonly #chunks: Buffer[] = []

  constructor(request: ReadRequest) {
    this.#request = request
  }

  get answer(): Promise<Buffer> {
    return this.#answer.promise
  }

  submit(connection: Connection): void {
    const lease = new StreamLease(connection.stream, (chunk) => {
      this.#chunks.push(Buffer.from(chunk))
      const ending = Buffer.concat(this.#chunks.slice(-READY_BYTES)).subarray(-READY_BYTES)
      if (!ending.subarray(0, READY_FOR_QUERY.length).equals(READY_FOR_QUERY)) return
      this.#answer.resolve(Buffer.concat(this.#chunks))
      lease.giveBack(ending)
    })
    sendStatement(connection, this.#request)
  }

  handleError(error: unknown): void {
    this.#answer.reject(error)
  }

  handleReadyForQuery(): void {}
}
