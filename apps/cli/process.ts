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
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000)
    process.stderr.write(chunk)
  })
  let asked = false
  const failed = exited.then(([code]: unknown[]) => {
    if (asked) return new Promise<never>(() => undefined)
    throw endedUnasked(args[0] ?? '', code, said)
  })
  failed.catch(() => undefined)
  const timeout = AbortSignal.timeout(START_TIMEOUT_MS)
  const ready = await Promise.race([readyLine(child.stdout, timeout), failed])
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

async function readyLine(stdout: NodeJS.ReadableStream, timeout: AbortSignal): Promise<string> {
  const lines = createInterface({ input: stdout, signal: timeout })
  for await (const line of lines) {
    if (line.startsWith('ready ')) return line.slice('ready '.length)
  }
  throw new ConnectionError(
    'QUEUE_UNAVAILABLE',
    `A process of the cluster was not ready after ${START_TIMEOUT_MS / 1000} s.`,
  )
}

function endedUnasked(command: string, code: unknown, said: string): Error {
  const reason = said.trim() === '' ? '' : ` It said: ${said.trim().split('\n').slice(-3).join(' ')}`
  const message = `The ${command} process ended unasked (exit code ${String(code)}).${reason}`
  return code === EXIT.badInput ? new ConfigurationError(message) : new ConnectionError('QUEUE_UNAVAILABLE', message)
}
