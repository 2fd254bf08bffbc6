import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly bytes: Buffer
  readonly stderr: string
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** The first line of standard output that starts with a word; fails with what it said when it ends without. */
  line(word: string): Promise<string>
}

const PROGRAM = fileURLToPath(new URL('../main.ts', import.meta.url))

/** Runs the command as its user does, in a folder, with no settings but the given ones. */
export function startAjna(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  return startProgram(folder, [PROGRAM, ...args], env)
}

/** Runs Node with a program and its arguments, as `startAjna` does. */
export function startProgram(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AJNA_'))
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const written = (): string => Buffer.concat(out).toString()
  const ended = once(child, 'close').then(([code]: unknown[]) => ({
    code: typeof code === 'number' ? code : null,
    stdout: written(),
    bytes: Buffer.concat(out),
    stderr,
  }))
  return {
    child,
    ended,
    async line(word) {
      for (;;) {
        const found = written()
          .split('\n')
          .slice(0, -1)
          .find((line) => line.startsWith(word))
        if (found !== undefined) return found
        if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended without "${word}": ${stderr}`)
        await Promise.race([once(child.stdout, 'data'), once(child, 'close')])
      }
    },
  }
}

/** Runs the command to its end. */
export function ajna(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startAjna(folder, args, env).ended
}

/** Rows of `numbers.csv`, numbered from 1; three of them crossed keep a kernel busy for as long as a test likes. */
export const NUMBERS = 3000

/** A folder with `ds.yaml`: customers in SQLite, orders and numbers in CSV files. */
export async function shopFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ajna-cli-'))
  const database = new DatabaseSync(join(folder, 'shop.db'))
  database.exec(`CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace, Rear Admiral')`)
  database.close()
  await writeFile(join(folder, 'orders.csv'), 'id,customer_id,amount\n1,1,10.5\n2,1,2.25\n3,2,7.00\n')
  const numbers = Array.from({ length: NUMBERS }, (_, index) => String(index + 1))
  await writeFile(join(folder, 'numbers.csv'), `n\n${numbers.join('\n')}\n`)
  await writeFile(
    join(folder, 'ds.yaml'),
    `sources:
  customers: { type: sqlite, path: shop.db }
  orders: { type: csv, path: orders.csv }
  numbers: { type: csv, path: numbers.csv }
`,
  )
  return folder
}
