const BASE_MS = 200
const LIMIT_MS = 10_000

/**
 * Milliseconds to wait before a job's next delivery after its n-th retryable failure (from 1): doubling from 200 ms to
 * 10 s, of which a random half is waited less, so that jobs that failed together do not come back together.
 */
export function retryDelay(failures: number, random: () => number = Math.random): number {
  const full = Math.min(BASE_MS * 2 ** (Math.max(failures, 1) - 1), LIMIT_MS)
  return Math.round(full * (0.5 + random() / 2))
}
