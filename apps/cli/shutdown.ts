/** Resolves once when the process is asked to end: SIGTERM, SIGINT, or the end of standard input when `parentPipe` is set. */
export function untilShutdown(parentPipe: NodeJS.ReadStream | null): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve('SIGTERM'))
    process.once('SIGINT', () => resolve('SIGINT'))
    if (parentPipe === null) return
    parentPipe.once('end', () => resolve('parent ended'))
    parentPipe.resume()
  })
}
