/** What came from the server is not its protocol: nothing after it can be read. */
export class WireFault extends Error {
  override readonly name = 'WireFault'
}

/** A row larger than the reader takes; what follows it is not read. */
export class RowTooLarge extends Error {
  override readonly name = 'RowTooLarge'
  readonly maxBytes: number

  constructor(maxBytes: number) {
    super(`a row has more than ${maxBytes} bytes`)
    this.maxBytes = maxBytes
  }
}
