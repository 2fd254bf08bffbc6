/**
 * Ends the process in order. A thread that is ended while it is inside DuckDB's binding, in the middle of landing rows
 * say, or before DuckDB has given back what it works at in the background, takes the process with it: `Napi::Error`,
 * SIGABRT. So a thread is ended only where it is outside: when its kernel is closed, or, at the end of the process, when
 * it has said so.
 */

/** Shared by a kernel's thread and the one that ends it: where the thread is. */
export type Ending = Int32Array<SharedArrayBuffer>

/** A kernel as it is seen by whoever ends the process. */
export interface Endable {
  /** Asks the thread to come out; it answers by `ending`. */
  askToLeave(): void
  readonly ending: Ending
}

/** No thread has taken it up. */
const WAITING = 0
const INSIDE = 1
const OUTSIDE = 2
/** Never written to: whoever waits here waits until the thread is ended. */
const FOREVER = 1

/** Milliseconds that the end of the process waits for all threads: they come out after one step of what they are at. */
const LONGEST_WAIT_MS = 5_000

export function createEnding(): Ending {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
}

/** Says that this thread must not be ended from now on, or holds it until it is: the process ends. */
export function enter(ending: Ending): void {
  if (Atomics.compareExchange(ending, 0, WAITING, INSIDE) !== WAITING) hold(ending)
}

/** Says that this thread may be ended. */
export function leave(ending: Ending): void {
  Atomics.store(ending, 0, OUTSIDE)
  Atomics.notify(ending, 0)
}

/** The same, and holds this thread until it is. */
export function leaveForGood(ending: Ending): void {
  leave(ending)
  hold(ending)
}

/** Whether the thread may be ended. */
export function isOutside(ending: Ending): boolean {
  return Atomics.load(ending, 0) === OUTSIDE
}

function hold(ending: Ending): void {
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
  for (const { ending } of kernels) {
    const isWaiting = Atomics.compareExchange(ending, 0, WAITING, OUTSIDE) === WAITING
    if (!isWaiting) Atomics.wait(ending, 0, INSIDE, Math.max(0, latest - performance.now()))
  }
}
