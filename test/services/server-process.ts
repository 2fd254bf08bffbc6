import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OsUser } from './os-user.ts'

export interface ServerSpec {
  readonly name: string
  readonly command: readonly string[]
  /** Removed when the server has ended. */
  readonly folder: string
  readonly user: OsUser
  readonly stopSignal: 'INT' | 'TERM'
  /** Rejects while the server does not answer yet. */
  readonly ping: () => Promise<unknown>
}

/**
 * Holds the server for us: ends it and removes its folder once our end of its standard input closes, which a kill -9
 * of this process does too. A server that outlives 10 s of its stop signal is killed.
 */
const KEEPER = `
folder=$1 signal=$2; shift 2
"$@" </dev/null >"$folder/output.log" 2>&1 &
server=$!
echo $server
read -r _
kill -$signal $server
n=0
while kill -0 $server 2>/dev/null && [ $n -lt 100 ]; do n=$((n+1)); sleep 0.1; done
kill -9 $server 2>/dev/null
wait $server
rm -rf "$folder"
`

const START_TIMEOUT_MS = 90_000

/**
 * Starts a server and waits until it answers.
 * @returns a function that stops it
 * @throws Error with the end of the server's log when it does not come up
 */
export async function startServer(spec: ServerSpec): Promise<() => Promise<void>> {
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', spec.folder, spec.stopSignal, ...spec.command], {
    cwd: spec.folder,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    ...spec.user,
  })
  const ended = once(keeper, 'exit')
  const stop = async (): Promise<void> => {
    keeper.ref()
    keeper.stdin.destroy()
    await ended
  }
  const [line] = await once(keeper.stdout, 'data')
  detach(keeper)
  try {
    await untilAnswering(spec, Number.parseInt(String(line), 10))
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}

/** Lets this process end without a stop: the closing pipe tells the keeper. */
function detach(keeper: ChildProcess): void {
  keeper.unref()
  for (const stream of [keeper.stdin, keeper.stdout]) {
    if (stream !== null && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
  }
}

async function untilAnswering(spec: ServerSpec, pid: number): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  let last: unknown
  while (Date.now() < deadline) {
    try {
      await spec.ping()
      return
    } catch (error) {
      last = error
    }
    if (!alive(pid)) break
    await sleep(50)
  }
  const log = readFileSync(join(spec.folder, 'output.log'), 'utf8').slice(-2000)
  throw new Error(`${spec.name} did not come up (${spec.command[0]}): ${String(last)}\n${log}`)
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Runs a program that prepares a server's folder, as the server's user. @throws Error with what it printed */
export function prepare(command: string, args: readonly string[], folder: string, user: OsUser): void {
  const done = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
    ...user,
  })
  if (done.status === 0) return
  throw new Error(`${command} failed: ${done.error?.message ?? ''}${done.stdout}${done.stderr}`)
}

/** A port of the loopback address that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  return address.port
}
