import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { Field } from '#arrow'
import { abortReason, QueryError, siblingModule, throwIfAborted } from '#core'
import { createEnding, endInOrder, hasEnded } from './ending.ts'
import { KernelClient } from './kernel-client.ts'
import type { KernelTask } from './messages.ts'
import { writeParquetFile } from './parquet-writer.ts'
import type { Kernel, KernelPool, KernelPoolOptions } from './port.ts'
import { Slots } from './slots.ts'
import { removeKernelFolder, sweepKernelFolders, useKernelFolder } from './temp-folder.ts'

/** The part of `max_memory_mb` that kernels share; the rest is left for what DuckDB does not count. */
const KERNEL_MEMORY_SHARE = 0.8
/** DuckDB does not start with much less. */
const LEAST_MEMORY_MB = 32
const IDLE_THREAD_MS = 30_000
/** Megabytes a kernel gets at most. An export holds all rows before it writes the first: the rest lies in its temp folder. */
const MOST_MEMORY_MB = { query: Number.POSITIVE_INFINITY, export: 256 } as const

/** The kernel that is to be started. */
interface Wanted {
  readonly purpose: KernelTask['purpose']
  readonly threads: number
  readonly expectedRows: number
}

/** A pool of kernels: at most `maxThreads` DuckDB threads over all of them, each with its share of the memory. */
export function createKernelPool(options: KernelPoolOptions): KernelPool {
  return new PiscinaKernelPool(options)
}

class PiscinaKernelPool implements KernelPool {
  readonly #options: KernelPoolOptions
  readonly #slots: Slots
  readonly #piscina: Piscina<KernelTask, void>
  readonly #swept: Promise<void>
  readonly #open = new Set<KernelClient>()
  readonly #closed = new AbortController()

  constructor(options: KernelPoolOptions) {
    const maxThreads = Math.max(1, options.maxThreads)
    this.#options = options
    this.#slots = new Slots(maxThreads)
    this.#swept = sweepKernelFolders(options.tempFolder)
    // Told to whoever opens the first kernel.
    this.#swept.catch(() => undefined)
    this.#piscina = new Piscina({
      filename: siblingModule(import.meta.url, './run-kernel').href,
      minThreads: 0,
      maxThreads,
      idleTimeout: IDLE_THREAD_MS,
      // A kernel's thread waits for messages itself; Piscina must not block it.
      atomics: 'disabled',
    })
  }

  open(threads: number, signal: AbortSignal, expectedRows = 0): Promise<Kernel> {
    return this.#start({ purpose: 'query', threads, expectedRows }, signal).then(({ kernel }) => kernel)
  }

  async openTogether(count: number, signal: AbortSignal, expectedRows = 0): Promise<readonly Kernel[]> {
    if (count > this.#slots.total) {
      throw new QueryError('INTERNAL', `A query asks for ${count} kernels, where ${this.#slots.total} can be.`)
    }
    const giveBack = byTheLast(count, await this.#take(count, signal))
    const starts = Array.from({ length: count }, () =>
      this.#launch({ purpose: 'query', threads: 1, expectedRows }, giveBack, signal),
    )
    const started = await Promise.allSettled(starts)
    const kernels = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value.kernel] : []))
    const failed = started.find((start) => start.status === 'rejected')
    if (failed === undefined) return kernels
    await Promise.all(kernels.map((kernel) => kernel.close()))
    throw failed.reason
  }

  async *writeParquet(
    fields: readonly Field[],
    batches: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { kernel, folder } = await this.#start({ purpose: 'export', threads: 1, expectedRows: 0 }, signal)
    const interrupt = (): void => kernel.interrupt()
    signal.addEventListener('abort', interrupt, { once: true })
    try {
      yield* writeParquetFile(kernel, folder, fields, batches)
    } finally {
      signal.removeEventListener('abort', interrupt)
      await kernel.close()
    }
  }

  usage(): { readonly used: number; readonly total: number } {
    return { used: this.#slots.used, total: this.#slots.total }
  }

  async close(): Promise<void> {
    this.#closed.abort(new QueryError('CANCELED', 'The kernel pool has been closed.'))
    await Promise.allSettled([...this.#open].map((kernel) => kernel.close()))
    await this.#piscina.destroy()
  }

  async #start(wanted: Wanted, signal: AbortSignal): Promise<{ kernel: KernelClient; folder: string }> {
    const threads = Math.max(1, Math.min(wanted.threads, this.#slots.total))
    return this.#launch({ ...wanted, threads }, await this.#take(threads, signal), signal)
  }

  async #take(slots: number, signal: AbortSignal): Promise<() => void> {
    await this.#swept
    return this.#slots.take(slots, AbortSignal.any([signal, this.#closed.signal]))
  }

  /** Starts a kernel on slots that have been taken. */
  async #launch(
    { purpose, threads, expectedRows }: Wanted,
    giveBack: () => void,
    signal: AbortSignal,
  ): Promise<{ kernel: KernelClient; folder: string }> {
    if (this.#closed.signal.aborted) {
      giveBack()
      throw abortReason(this.#closed.signal)
    }
    const { port1, port2 } = new MessageChannel()
    const ending = createEnding()
    const task: KernelTask = {
      port: port2,
      ending,
      limits: {
        threads,
        memoryMb: Math.min(this.#memoryOf(threads), MOST_MEMORY_MB[purpose]),
        spillMb: this.#spillOf(threads),
        tempFolder: this.#options.tempFolder,
      },
      maxMemoryMb: this.#options.maxMemoryMb,
      maxSpillMb: this.#options.maxSpillMb,
      purpose,
      expectedRows,
    }
    const ended = this.#piscina.run(task, { transferList: [port2] })
    const folders: string[] = []
    const kernel: KernelClient = new KernelClient(port1, ended, ending, async () => {
      this.#open.delete(kernel)
      hasEnded(kernel)
      giveBack()
      await Promise.all(folders.map(removeKernelFolder))
    })
    this.#open.add(kernel)
    endInOrder(kernel)
    try {
      const folder = await kernel.ready()
      useKernelFolder(folder)
      folders.push(folder)
      throwIfAborted(signal)
      return { kernel, folder }
    } catch (error) {
      await kernel.close()
      throw error
    }
  }

  #spillOf(threads: number): number | null {
    const { maxSpillMb } = this.#options
    return maxSpillMb === null ? null : Math.floor((maxSpillMb * threads) / this.#slots.total)
  }

  #memoryOf(threads: number): number {
    const share = (this.#options.maxMemoryMb * KERNEL_MEMORY_SHARE * threads) / this.#slots.total
    return Math.max(LEAST_MEMORY_MB, Math.floor(share))
  }
}

/** What gives slots back once it has been called by each of those who share them. */
function byTheLast(count: number, giveBack: () => void): () => void {
  let left = count
  return () => {
    left -= 1
    if (left === 0) giveBack()
  }
}
