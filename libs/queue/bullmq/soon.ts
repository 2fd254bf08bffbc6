/** How long closing a connection may take before it is left to itself, in milliseconds: a service that is away never answers. */
export const CLOSING_MS = 2_000

/** The promise's value, or undefined when it takes longer than `ms`. */
export async function soon<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
