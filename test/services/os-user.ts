import { spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The ids a server runs under; undefined for those of this process. */
export type OsUser = { readonly uid: number; readonly gid: number } | undefined

/** Servers refuse to run as root: then the first of these users that exists, else `nobody`; otherwise ourselves. */
export function serverUser(names: readonly string[]): OsUser {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of [...names, 'nobody']) {
    const account = accounts.find(([known]) => known === name)
    if (account !== undefined) return { uid: Number(account[2]), gid: Number(account[3]) }
  }
  throw new Error('No user but root exists on this machine, and a database server refuses to run as root.')
}

/** A fresh folder that belongs to the server's user. */
export function serverFolder(name: string, user: OsUser): string {
  const folder = mkdtempSync(join(tmpdir(), `ajna-${name}-`))
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  return folder
}

/** True when that user may run the program: its folder may lie in the home of another one. */
export function reachableBy(program: string, user: OsUser): boolean {
  return spawnSync('test', ['-x', program], { ...user, cwd: '/' }).status === 0
}
