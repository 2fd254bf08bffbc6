import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** One run of one query: seconds, the rows, the most memory its process held, or why it has none. */
export interface Run {
  readonly seconds?: number
  readonly rows?: readonly (readonly unknown[])[]
  readonly peak_mib?: number | null
  readonly error?: string
}

/** `ours` is compared with the best `peer` and with the `floor`; what stands `aside` is only shown. */
export type Role = 'ours' | 'floor' | 'peer' | 'aside'

/** Something that answers the benchmark's queries by name. */
export interface Contender {
  readonly name: string
  readonly role: Role
  run(query: string): Promise<Run>
  stop(): Promise<void>
}

/**
 * Starts a peer of `peers/` with the Python of the benchmark's folder.
 * @throws Error with what it said when it cannot start: it is not installed, then
 */
export async function startPeer(
  name: string,
  role: Role,
  script: string,
  environment: NodeJS.ProcessEnv,
): Promise<Contender> {
  const python = `${environment['PEERS_DIR']}/venv/bin/python`
  const file = fileURLToPath(new URL(`peers/${script}.py`, import.meta.url))
  const child = spawn(python, [file], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-500)
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<Run> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`${name} ended: ${said.trim().split('\n').at(-1)}`)
    return JSON.parse(value) as Run
  }
  await Promise.race([answer(), failed(child)])
  return {
    name,
    role,
    async run(query) {
      child.stdin.write(`${query}\n`)
      return answer()
    },
    async stop() {
      child.stdin.end()
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
    },
  }
}

function failed(child: ChildProcess): Promise<never> {
  return new Promise((_resolve, reject) => {
    child.once('error', reject)
  })
}
