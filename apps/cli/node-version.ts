import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'

// Loaded by Node versions that cannot run the rest: this file and what it imports must stay plain.

const NEEDED_MAJOR = 24
const CANNOT_RUN = 2

/** Whether the Node that runs this is new enough for the product. */
export function isNodeNewEnough(): boolean {
  return Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR
}

/**
 * Runs a program and its arguments on the Node that the npm package `node` brought, and passes signals on.
 * @returns its exit code, or 2 after saying why when there is no such Node
 */
export async function runOnPackagedNode(args: readonly string[]): Promise<number> {
  const node = packagedNode()
  if (node === undefined) {
    process.stderr.write(
      `ajna needs Node.js ${NEEDED_MAJOR} or newer, and this is ${process.version}: install a newer one, or reinstall ajna with the install script of its dependency "node" allowed, which brings one.\n`,
    )
    return CANNOT_RUN
  }
  // In a group of its own, Ctrl-C reaches it once, through us; the channel tells it when we are killed.
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], detached: true })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  const [code, signal]: [number | null, NodeJS.Signals | null] = await exitOf(child)
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
}

/** Ends this process in order when the one that started it over a channel is gone. */
export function endWithLauncher(): void {
  if (process.channel === undefined || process.channel === null) return
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}

async function exitOf(child: ReturnType<typeof spawn>): Promise<[number | null, NodeJS.Signals | null]> {
  const [code, signal] = await once(child, 'exit')
  return [code, signal]
}

function packagedNode(): string | undefined {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'))
    const program = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(program) ? program : undefined
  } catch {
    return undefined
  }
}
