/**
 * The URL of a module beside the caller's: `.ts` where the source runs, `.js` where the built package does.
 * For entries that are started by path (threads, child processes) and so are not seen by the compiler.
 */
export function siblingModule(importMetaUrl: string, name: string): URL {
  const extension = importMetaUrl.endsWith('.ts') ? '.ts' : '.js'
  return new URL(`${name}${extension}`, importMetaUrl)
}
