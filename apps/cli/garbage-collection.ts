import { setFlagsFromString } from 'node:v8'

/**
 * Percent by which the heap, and the buffers that hang from it, may grow before all of it is marked again. V8 counts
 * the buffers of passing batches as growth of a heap of some 35 MB and by itself marks it every 16 MB, which took 45 %
 * of the CPU time of a large query. At 400 up to 150 MB of dead buffers may stand in a thread.
 */
const HEAP_GROWTH_PERCENT = 400

/** For processes that pass rows on: collects garbage less often. Call it before there are threads. */
export function collectLessOften(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`)
}

/** The same where buffers count as heap: at 400 they took 1.5 GB while a result was delivered, and no less time. */
const COUNTED_GROWTH_PERCENT = 100

/**
 * For the process that takes in the rows of all workers: buffers count among the heap that may grow. By themselves they
 * begin a collection every 64 MB, and Node's HTTP parser makes one of every 64 KB of a request, so that collections
 * took a tenth of the CPU time of a large query. Call it before there are threads.
 */
export function countBuffersAsHeap(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit')
  setFlagsFromString(`--heap-growing-percent=${COUNTED_GROWTH_PERCENT}`)
}
