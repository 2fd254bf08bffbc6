/** A pattern or its flags that PostgreSQL refuses, in its words. */
export class InvalidPattern extends Error {
  readonly sqlState: string

  constructor(message: string, sqlState = '2201B') {
    super(sqlState === '2201B' ? `invalid regular expression: ${message}` : message)
    this.sqlState = sqlState
  }
}

/** A pattern that is none of these, but whose matches cannot be had exactly. */
export class UnsupportedPattern extends Error {}
