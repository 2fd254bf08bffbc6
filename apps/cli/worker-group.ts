import type { AjnaProcess } from './process.ts'

/** Worker processes, kept at the number they were started with. */
export interface WorkerGroup {
  readonly running: readonly AjnaProcess[]
  /** Rejects when a lost worker could not be replaced, or too many were lost. */
  readonly failed: Promise<never>
  stop(): Promise<void>
}

/** More losses than this within a minute have a reason that another worker would not cure. */
const LOSSES_A_MINUTE = 5
const MINUTE_MS = 60_000

/**
 * Starts workers, and another for each that ends unasked.
 * @throws what the first that failed threw, after stopping the others
 */
export async function startWorkerGroup(count: number, start: () => Promise<AjnaProcess>): Promise<WorkerGroup> {
  const running: AjnaProcess[] = []
  const losses: number[] = []
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  let stopping = false
  let replacing: Promise<void> = Promise.resolve()

  const add = async (): Promise<void> => {
    const worker = await start()
    if (stopping) return worker.stop()
    running.push(worker)
    worker.failed.catch((error: Error) => {
      running.splice(running.indexOf(worker), 1)
      losses.push(Date.now())
      if (losses.filter((at) => at > Date.now() - MINUTE_MS).length > LOSSES_A_MINUTE) return failed.reject(error)
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
