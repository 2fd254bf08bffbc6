import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ConfigurationError, ConnectionError, siblingModule } from '#core'
import { EXIT } from './exit-code.ts'

/** A child process running one command of this program. */
export interface AjnaProcess {
  readonly pid: number
  /** What followed `ready` on its standard output. */
  readonly ready: string
  /** Rejects when the process ends without having been asked to. */
  readonly failed: Promise<never>
  stop(): Promise<void>
}

const STOP_TIMEOUT_MS = 30_000
const START_TIMEOUT_MS = 60_000

/**
 * Starts `ajna ...args` and waits for its `ready` line. Its standard input is a pipe of ours: it ends when we do.
 * @throws ConfigurationError or ConnectionError with what it said on standard error
 */
export async function startProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<AjnaProcess> {
  const program = fileURLToPath(siblingModule(import.meta.url, './main'))
  const child = spawn(process.execPath, [...process.execArgv, program, ...args, '--exit-with-parent'], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const exited = once(child, 'exit')
  let said = ''
  let isReady = false
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000)
    if (isReady) process.stderr.write(chunk)
  })
  let asked = false
  const failed = once(child, 'close').then(([code]: unknown[]) => {
    if (asked) return new Promise<never>(() => undefined)
    throw isReady ? endedUnasked(args[0] ?? '', code) : notStarted(args[0] ?? '', code, said)
  })
  failed.catch(() => undefined)
  const ready = await Promise.race([readyLine(child.stdout, failed), failed]).catch((error: unknown) => {
    asked = true
    child.kill('SIGKILL')
    throw error
  })
  isReady = true
  process.stderr.write(said)
  child.stdout.resume()
  return {
    pid: child.pid ?? 0,
    ready,
    failed,
    async stop() {
      asked = true
      if (child.exitCode !== null || child.signalCode !== null) return
      child.stdin.end()
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await exited
      clearTimeout(timer)
    },
  }
}

/** The line's rest; when output ends without it the process has failed, and its end tells how. */
async function readyLine(stdout: NodeJS.ReadableStream, failed: Promise<never>): Promise<string> {
  const timeout = AbortSignal.timeout(START_TIMEOUT_MS)
  for await (const line of createInterface({ input: stdout, signal: timeout })) {
    if (line.startsWith('ready ')) return line.slice('ready '.length)
  }
  if (!timeout.aborted) return failed
  throw new ConnectionError(
    'QUEUE_UNAVAILABLE',
    `A process of the cluster was not ready after ${START_TIMEOUT_MS / 1000} s.`,
  )
}

/** What a process that could not start said last is the sentence its user needs. */
function notStarted(command: string, code: unknown, said: string): Error {
  const sentence = said.trim()
  if (code === EXIT.badInput && sentence !== '') return new ConfigurationError(sentence)
  if (code === EXIT.unreachable && sentence !== '') return new ConnectionError('QUEUE_UNAVAILABLE', sentence)
  const message = `The ${command} process could not start (exit code ${String(code)}). It said: ${sentence}`
  return new ConnectionError('QUEUE_UNAVAILABLE', message)
}

function endedUnasked(command: string, code: unknown): Error {
  return new ConnectionError(
    'QUEUE_UNAVAILABLE',
    `The ${command} process ended unasked (${code === null ? 'it was killed' : `exit code ${String(code)}`}).`,
  )
}
