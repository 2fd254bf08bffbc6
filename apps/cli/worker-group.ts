import type { AjnaProcess } from './process.ts'

/** Worker processes, kept at the number they were started with. */
export interface WorkerGroup {
  readonly running: readonly AjnaProcess[]
  /** Rejects when a lost worker could not be replaced. */
  readonly failed: Promise<never>
  stop(): Promise<void>
}

/** A worker that lived shorter than this would only be lost again. */
const MIN_LIFE_MS = 5_000

/**
 * Starts workers, and another for each that ends unasked.
 * @throws what the first that failed threw, after stopping the others
 */
export async function startWorkerGroup(count: number, start: () => Promise<AjnaProcess>): Promise<WorkerGroup> {
  const running: AjnaProcess[] = []
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  let stopping = false
  let replacing: Promise<void> = Promise.resolve()

  const add = async (): Promise<void> => {
    const worker = await start()
    if (stopping) return worker.stop()
    running.push(worker)
    const since = Date.now()
    worker.failed.catch((error: Error) => {
      running.splice(running.indexOf(worker), 1)
      if (Date.now() - since < MIN_LIFE_MS) return failed.reject(error)
      process.stderr.write(`${error.message} Another takes its place.\n`)
      replacing = Promise.all([replacing, add()]).then(() => undefined)
      replacing.catch(failed.reject)
    })
  }
  const stop = async (): Promise<void> => {
    stopping = true
    // What could not start has nothing to stop; `failed` has told.
    await replacing.catch(() => undefined)
    await Promise.all(running.map((worker) => worker.stop()))
  }

  const starts = await Promise.allSettled(Array.from({ length: count }, add))
  const broken = starts.find((result) => result.status === 'rejected')
  if (broken === undefined) return { running, failed: failed.promise, stop }
  await stop()
  throw broken.reason
}
