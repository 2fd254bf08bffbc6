import { existsSync } from 'node:fs'
import type { MessagePort } from 'node:worker_threads'
import duckdb from '@duckdb/node-bindings'
import { QueryError, toFailure } from '#core'
import { kernelFailure } from './duckdb-failure.ts'
import { closeInstance, type Instance } from './duckdb-instance.ts'
import { leaveForGood } from './ending.ts'
import { KEPT_ROWS, keepInstance, takeInstance } from './kept-instance.ts'
import { KernelWork } from './kernel-work.ts'
import type { FromKernel, KernelCommand, KernelTask, ToKernel } from './messages.ts'
import { SpillMeter } from './spill-meter.ts'

/** How often an interrupt is repeated: DuckDB forgets one that arrives between two statements. */
const INTERRUPT_EVERY_MS = 20

/** How often it is said how far a statement has come. */
const PROGRESS_EVERY_MS = 100

/** Opens a DuckDB instance and obeys messages until the kernel is closed. */
export async function startKernel(task: KernelTask): Promise<void> {
  await new KernelThread(task, await takeInstance(task)).finished
}

/** The commands that have progress. */
const STATEMENTS: ReadonlySet<KernelCommand['kind']> = new Set(['run', 'next', 'exportParquet'])

class KernelThread {
  /** Resolves when the kernel has been closed. */
  readonly finished: Promise<void>
  readonly #port: MessagePort
  readonly #instance: Instance
  readonly #task: KernelTask
  readonly #work: KernelWork
  readonly #spill: SpillMeter
  #queue: Promise<void> = Promise.resolve()
  #current: KernelCommand | null = null
  #interrupter: NodeJS.Timeout | null = null
  #failed = false
  #closing: Promise<void> | null = null
  readonly #progress: NodeJS.Timeout

  constructor(task: KernelTask, instance: Instance) {
    this.#port = task.port
    this.#instance = instance
    this.#task = task
    this.#spill = new SpillMeter(instance.folder)
    this.#work = new KernelWork(instance, () => this.#throwIfCanceled())
    this.finished = new Promise((resolve, reject) => {
      const close = (): void => {
        this.#closing ??= this.#close()
        this.#closing.then(resolve, reject)
      }
      this.#port.on('message', (message: ToKernel) => this.#receive(message, close))
      this.#port.on('close', close)
    })
    this.#progress = setInterval(() => this.#tellProgress(), PROGRESS_EVERY_MS)
    this.#send({ kind: 'ready', folder: instance.folder })
  }

  #receive(message: ToKernel, close: () => void): void {
    switch (message.kind) {
      case 'command':
        this.#queue = this.#queue.then(() => this.#perform(message.id, message.command))
        return
      case 'interrupt':
        this.#interrupt()
        return
      case 'close':
        close()
        return
      case 'leave':
        this.#leave()
    }
  }

  /** Not while DuckDB works in the background either: what it gives would come back to a thread that has ended. */
  async #leave(): Promise<void> {
    this.#interrupt()
    await Promise.allSettled([this.#queue, this.#closing])
    leaveForGood(this.#task.ending)
  }

  async #perform(id: number, command: KernelCommand): Promise<void> {
    this.#current = command
    try {
      // A canceled kernel still drops tables: that is how canceled attempts end.
      if (command.kind !== 'dropTable') this.#throwIfCanceled()
      const answer = await this.#work.perform(command)
      this.#send({ kind: 'answer', id, answer }, answer === null ? [] : [answer.buffer])
    } catch (error) {
      this.#failed = true
      const reason = this.#isCanceled ? canceled() : kernelFailure(error, this.#task)
      const log = reason.code === 'INTERNAL' && reason.cause instanceof Error ? reason.cause.message : null
      this.#send({ kind: 'failure', id, failure: toFailure(reason), log })
    } finally {
      this.#current = null
    }
  }

  /** Stops what runs; what waits fails when its turn comes. */
  #interrupt(): void {
    if (this.#isCanceled) return
    const interrupt = (): void => {
      if (this.#current !== null && this.#current.kind !== 'dropTable') duckdb.interrupt(this.#instance.connection)
    }
    this.#interrupter = setInterval(interrupt, INTERRUPT_EVERY_MS)
    interrupt()
  }

  async #close(): Promise<void> {
    const wasAtWork = this.#isCanceled || this.#current !== null
    this.#interrupt()
    await this.#queue
    clearInterval(this.#progress)
    if (this.#interrupter !== null) clearInterval(this.#interrupter)
    const spilledBytes = await this.#spill.stop()
    if (!wasAtWork && (await this.#isCleared())) keepInstance(this.#instance)
    else closeInstance(this.#instance)
    const { landedRows, landMs, runMs } = this.#work
    const statistics = {
      landed_rows: landedRows,
      land_ms: Math.round(landMs),
      run_ms: Math.round(runMs),
      spilled_bytes: spilledBytes,
    }
    this.#send({ kind: 'closed', statistics })
    this.#port.close()
  }

  #tellProgress(): void {
    if (this.#current === null || !STATEMENTS.has(this.#current.kind)) return
    const { percentage } = duckdb.query_progress(this.#instance.connection)
    if (percentage >= 0) this.#send({ kind: 'progress', fraction: Math.min(1, percentage / 100) })
  }

  /** Leaves nothing of this query in the instance. @returns false for one that is better closed */
  async #isCleared(): Promise<boolean> {
    const { landedRows, isAtEnd } = this.#work
    if (this.#failed || this.#task.purpose === 'export' || landedRows > KEPT_ROWS || !isAtEnd) return false
    // A folder that is there has been spilled into, and goes with the kernel.
    if (existsSync(this.#instance.folder)) return false
    await this.#work.clear()
    return true
  }

  get #isCanceled(): boolean {
    return this.#interrupter !== null
  }

  #throwIfCanceled(): void {
    if (this.#isCanceled) throw canceled()
  }

  #send(message: FromKernel, transfer: ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer)
  }
}

function canceled(): QueryError {
  return new QueryError('CANCELED', 'The query was canceled.')
}
