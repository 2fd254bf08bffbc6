import duckdb from '@duckdb/node-bindings'

/**
 * Which threads do the work of an instance. A statement is left to DuckDB's own threads, so that the kernel's thread
 * hears an interrupt. What the appender flushes is a statement too, but one that its caller waits for at full speed
 * while a thread of DuckDB's runs it: 0.7 s of processor time for 6 million rows of four columns, 0.4 s where the caller
 * is the only thread there is. Once locked nothing can be changed any more.
 */
export class ThreadUse {
  readonly #connection: duckdb.Connection
  readonly #threads: number
  #isLanding = false
  #isLocked = false

  constructor(connection: duckdb.Connection, threads: number) {
    this.#connection = connection
    this.#threads = threads
  }

  /** Leaves all work to the calling thread; of no effect once locked. */
  async forLanding(): Promise<void> {
    if (this.#isLanding || this.#isLocked) return
    this.#isLanding = true
    await this.#set('SET threads = 1', 'SET external_threads = 1')
  }

  /** Leaves all work to DuckDB's threads. */
  async forStatements(): Promise<void> {
    if (!this.#isLanding) return
    this.#isLanding = false
    await this.#set('SET external_threads = 0', `SET threads = ${this.#threads}`)
  }

  /** Leaves all work to DuckDB's threads and refuses every further change of a setting. */
  async lock(): Promise<void> {
    await this.forStatements()
    if (this.#isLocked) return
    this.#isLocked = true
    await this.#set('SET lock_configuration = true')
  }

  async #set(...settings: readonly string[]): Promise<void> {
    await duckdb.query(this.#connection, settings.join('; '))
  }
}
