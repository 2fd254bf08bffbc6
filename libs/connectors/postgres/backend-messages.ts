import { ProtocolFault } from './protocol-faults.ts'

// The messages beside DataRow, by the chapter "Message Formats" of PostgreSQL's manual.

/** A column as RowDescription announces it; of a domain its base type. */
export interface DescribedColumn {
  readonly name: string
  readonly typeOid: number
}

/** table oid int32, attribute int16, [type oid int32], size int16, modifier int32, format int16. */
const BYTES_BEFORE_TYPE = 6
const BYTES_AFTER_TYPE = 8

/** The columns of RowDescription. @throws ProtocolFault when the body is not of its form */
export function readRowDescription(body: Buffer): readonly DescribedColumn[] {
  const reader = new BodyReader(body, 'RowDescription')
  const columns = Array.from({ length: reader.uint16() }, () => {
    const name = reader.text()
    reader.skip(BYTES_BEFORE_TYPE)
    const typeOid = reader.uint32()
    reader.skip(BYTES_AFTER_TYPE)
    return { name, typeOid }
  })
  reader.end()
  return columns
}

/** An error as the server reports it, with the fields that `pg` gives its own. */
export class ServerError extends Error {
  readonly severity: string
  readonly code: string

  constructor(severity: string, code: string, message: string) {
    super(message)
    this.severity = severity
    this.code = code
  }
}

/** The error of ErrorResponse. @throws ProtocolFault when the body is not of its form */
export function readError(body: Buffer): ServerError {
  const reader = new BodyReader(body, 'ErrorResponse')
  const fields = new Map<string, string>()
  for (let type = reader.byte(); type !== 0; type = reader.byte()) fields.set(String.fromCharCode(type), reader.text())
  reader.end()
  return new ServerError(fields.get('S') ?? '', fields.get('C') ?? '', fields.get('M') ?? '')
}

/** Reads within the body of one message. */
class BodyReader {
  readonly #body: Buffer
  readonly #message: string
  #at = 0

  constructor(body: Buffer, message: string) {
    this.#body = body
    this.#message = message
  }

  byte(): number {
    return this.#body.readUInt8(this.#take(1))
  }

  uint16(): number {
    return this.#body.readUInt16BE(this.#take(2))
  }

  uint32(): number {
    return this.#body.readUInt32BE(this.#take(4))
  }

  skip(bytes: number): void {
    this.#take(bytes)
  }

  /** Text up to a zero byte. */
  text(): string {
    const end = this.#body.indexOf(0, this.#at)
    if (end < 0) throw this.#fault()
    return this.#body.toString('utf8', this.#take(end + 1 - this.#at), end)
  }

  end(): void {
    if (this.#at !== this.#body.length) throw this.#fault()
  }

  #take(bytes: number): number {
    const at = this.#at
    if (at + bytes > this.#body.length) throw this.#fault()
    this.#at = at + bytes
    return at
  }

  #fault(): ProtocolFault {
    return new ProtocolFault(`a malformed ${this.#message}`)
  }
}
