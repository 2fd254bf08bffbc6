/**
 * Ends the process in order. A thread that is ended while it is inside DuckDB's binding, in the middle of landing rows
 * say, takes the process with it: `Napi::Error`, SIGABRT. So a thread is ended only where it is outside: when its kernel
 * is closed, or, at the end of the process, when it has said so.
 */

/** Shared by a kernel's thread and the one that ends it: whether the thread may be ended. */
export type Ending = Int32Array<SharedArrayBuffer>

/** A kernel as it is seen by whoever ends the process. */
export interface Endable {
  /** Asks the thread to come out; it answers by `ending`. */
  askToLeave(): void
  readonly ending: Ending
}

const INSIDE = 0
const OUTSIDE = 1
/** Never written to: whoever waits here waits until the thread is ended. */
const FOREVER = 1

/** Milliseconds that the end of the process waits for all threads: they come out between two steps of landing. */
const LONGEST_WAIT_MS = 5_000

export function createEnding(): Ending {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
}

/** Says that this thread may be ended. */
export function leave(ending: Ending): void {
  Atomics.store(ending, 0, OUTSIDE)
  Atomics.notify(ending, 0)
}

/** The same, and holds this thread until it is. */
export function leaveForGood(ending: Ending): void {
  leave(ending)
  Atomics.wait(ending, FOREVER, 0)
}

const kernels = new Set<Endable>()

/** Makes the end of this process, by `process.exit` or an error that nobody caught, wait for a kernel's thread. */
export function endInOrder(kernel: Endable): void {
  if (kernels.size === 0) process.on('exit', askAllToLeave)
  kernels.add(kernel)
}

/** Undoes `endInOrder`: its thread has left. */
export function hasEnded(kernel: Endable): void {
  kernels.delete(kernel)
  if (kernels.size === 0) process.off('exit', askAllToLeave)
}

function askAllToLeave(): void {
  const latest = performance.now() + LONGEST_WAIT_MS
  for (const kernel of kernels) kernel.askToLeave()
  for (const { ending } of kernels) Atomics.wait(ending, 0, INSIDE, Math.max(0, latest - performance.now()))
}
