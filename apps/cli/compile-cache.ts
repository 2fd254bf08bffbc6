import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

/**
 * Keeps compiled code for the next start, which is then about a third faster. In a folder of this user: code that
 * others can write would run as ours. Does nothing where there is no such folder.
 */
export function cacheCompiledCode(): void {
  const { NODE_COMPILE_CACHE: given, XDG_CACHE_HOME: cache, LOCALAPPDATA: windows, HOME: home } = process.env
  const base = cache ?? windows ?? (home === undefined ? undefined : join(home, '.cache'))
  if (given !== undefined || base === undefined) return
  const folder = join(base, 'ajna', 'compiled')
  enableCompileCache(folder)
  // Threads and child processes read this.
  process.env['NODE_COMPILE_CACHE'] = folder
}
