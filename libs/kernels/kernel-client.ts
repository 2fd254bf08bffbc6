import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { Field } from '#arrow'
import { fromFailure, QueryError } from '#core'
import { type Endable, type Ending, leave } from './ending.ts'
import type { FromKernel, KernelAnswer, KernelCommand, ToKernel } from './messages.ts'
import type { Kernel, KernelQuery, KernelStatistics, RowShare } from './port.ts'

/** Batches a kernel prepares ahead of its consumer. */
const READ_AHEAD = 2

interface Call {
  readonly resolve: (answer: KernelAnswer) => void
  readonly reject: (reason: unknown) => void
}

/** The caller's end of a kernel: turns calls into messages and answers back into promises. */
export class KernelClient implements Kernel, Endable {
  readonly ending: Ending
  readonly #port: MessagePort
  readonly #release: () => Promise<void>
  readonly #ready: Promise<string>
  readonly #calls = new Map<number, Call>()
  #nextId = 1
  #statistics: KernelStatistics = { landed_rows: 0, land_ms: 0, run_ms: 0, spilled_bytes: 0 }
  #fault: Error | null = null
  #closing: Promise<KernelStatistics> | null = null
  #isLost = false
  #progress = 0
  #onProgress: (fraction: number) => void = () => undefined

  /**
   * @param ended settles when the kernel's thread has ended its task, whatever the reason
   * @param ending tells when its thread may be ended
   * @param release frees the slots; called once, after the end
   */
  constructor(port: MessagePort, ended: Promise<void>, ending: Ending, release: () => Promise<void>) {
    this.#port = port
    this.ending = ending
    const ready = Promise.withResolvers<string>()
    const gone = ended.then(lost, lost).then((reason) => {
      this.#receiveWaiting(ready.resolve)
      this.#fail(reason)
    })
    this.#ready = Promise.race([ready.promise, gone.then(() => Promise.reject(this.#fault))])
    this.#ready.catch(() => undefined)
    this.#release = async () => {
      const released = gone.then(release)
      // A thread that is lost ends when DuckDB's step does; nobody has to wait for that.
      if (this.#isLost) released.catch(() => undefined)
      else await released
    }
    port.on('message', (message: FromKernel) => this.#receive(message, ready.resolve))
    port.on('close', () => this.#portClosed())
  }

  /** Resolves when the instance is open, with the folder it spills into. */
  ready(): Promise<string> {
    return this.#ready
  }

  async createTable(table: string, fields: readonly Field[], share: RowShare | null = null): Promise<void> {
    await this.#call({ kind: 'createTable', table, fields, share })
  }

  async land(table: string, ipc: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer | undefined> {
    const landed = await this.#call({ kind: 'land', table, ipc }, [ipc.buffer])
    return landed?.buffer
  }

  async createUnionView(view: string, tables: readonly string[], fields: readonly Field[]): Promise<void> {
    await this.#call({ kind: 'createUnionView', view, tables, fields })
  }

  async dropTable(table: string): Promise<void> {
    // A closed kernel has no tables.
    if (this.#closing === null) await this.#call({ kind: 'dropTable', table })
  }

  async collect(query: KernelQuery): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.#call({ kind: 'collect', query })
    if (answer === null) throw new QueryError('INTERNAL', 'A kernel gave no rows where it was asked for them.')
    return answer
  }

  async *run(query: KernelQuery): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    const stream = this.#nextId++
    const answers: Promise<KernelAnswer>[] = []
    await this.#call({ kind: 'run', stream, query })
    try {
      for (;;) {
        while (answers.length < READ_AHEAD) answers.push(this.#next(stream))
        const batch = await answers.shift()
        if (batch === undefined || batch === null) return
        yield batch
      }
    } finally {
      await Promise.allSettled([...answers, this.#call({ kind: 'endStream', stream })])
    }
  }

  /** Writes a landed table as a Parquet file into the kernel's own folder; only of a kernel made for export. */
  async exportParquet(table: string, file: string): Promise<void> {
    await this.#call({ kind: 'exportParquet', table, file })
  }

  onProgress(listener: (fraction: number) => void): void {
    this.#onProgress = listener
  }

  interrupt(): void {
    if (this.#fault === null && this.#closing === null) this.#send({ kind: 'interrupt' })
  }

  askToLeave(): void {
    // A thread that is gone, or lost already, cannot answer.
    if (this.#fault !== null) leave(this.ending)
    else this.#send({ kind: 'leave' })
  }

  close(): Promise<KernelStatistics> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<KernelStatistics> {
    if (this.#fault === null) this.#send({ kind: 'close' })
    await this.#release()
    return this.#statistics
  }

  #next(stream: number): Promise<KernelAnswer> {
    const answer = this.#call({ kind: 'next', stream })
    // Awaited in its turn; until then a failure must not count as unhandled.
    answer.catch(() => undefined)
    return answer
  }

  #call(command: KernelCommand, transfer: ArrayBuffer[] = []): Promise<KernelAnswer> {
    if (this.#fault !== null || this.#closing !== null) return Promise.reject(this.#fault ?? closed())
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      this.#send({ kind: 'command', id, command }, transfer)
    })
  }

  /** What the thread said before it ended: that it has ended may be known here first. */
  #receiveWaiting(markReady: (folder: string) => void): void {
    for (;;) {
      const next: { readonly message: FromKernel } | undefined = receiveMessageOnPort(this.#port)
      if (next === undefined) return
      this.#receive(next.message, markReady)
    }
  }

  #receive(message: FromKernel, markReady: (folder: string) => void): void {
    switch (message.kind) {
      case 'ready':
        markReady(message.folder)
        return
      case 'answer':
        this.#take(message.id)?.resolve(message.answer)
        return
      case 'failure':
        this.#take(message.id)?.reject(withLog(fromFailure(message.failure), message.log))
        return
      case 'progress':
        if (message.fraction <= this.#progress) return
        this.#progress = message.fraction
        this.#onProgress(message.fraction)
        return
      case 'closed':
        this.#statistics = message.statistics
    }
  }

  #take(id: number): Call | undefined {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    return call
  }

  /** A dying thread closes its port first; it ends only when the step that DuckDB is at has ended. */
  #portClosed(): void {
    if (this.#closing !== null || this.#fault !== null) return
    this.#isLost = true
    this.#fail(lost())
  }

  #fail(reason: Error): void {
    const fault = this.#closing === null ? reason : closed()
    this.#fault ??= fault
    for (const call of this.#calls.values()) call.reject(fault)
    this.#calls.clear()
    this.#port.close()
  }

  #send(message: ToKernel, transfer: ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer)
  }
}

/** What DuckDB said is for the log only. */
function withLog(error: Error, log: string | null): Error {
  if (log !== null) error.cause = new Error(log)
  return error
}

/** @param cause what the thread failed with; undefined where it just ended */
function lost(cause?: unknown): QueryError {
  return new QueryError(
    'WORKER_LOST',
    'A compute thread of the coordinator ended in the middle of the query; run it again.',
    {
      retryable: true,
      ...(cause === undefined ? {} : { cause }),
    },
  )
}

function closed(): QueryError {
  return new QueryError('CANCELED', 'The kernel of this query has been closed.')
}
