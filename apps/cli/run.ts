import { AjnaError, toFailure } from '#core'
import { VERSION } from '#engine/version'
import type { ApiClient } from './api-client.ts'
import { type CommandLine, parseCommandLine } from './arguments.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { HELP } from './help.ts'

/** False stands for an answer that says no: the exit code is 2. */
type ClientCommand = (line: CommandLine, client: ApiClient) => Promise<unknown>
type ServerCommand = (line: CommandLine) => Promise<unknown>

/** Loaded when called: no command waits for the code of another. */
const serverCommands = new Map<string, ServerCommand>([
  ['up', async (line) => (await import('./commands/up.ts')).up(line)],
  ['coordinator', async (line) => (await import('./commands/serve.ts')).coordinator(line)],
  ['worker', async (line) => (await import('./commands/serve.ts')).worker(line)],
  ['config', async (line) => (await import('./commands/config-check.ts')).configCheck(line)],
])

const clientCommands = new Map<string, ClientCommand>([
  ['query', async (line, client) => (await import('./commands/query.ts')).query(line, client)],
  ['explain', async (line, client) => (await import('./commands/inspect.ts')).explain(line, client)],
  ['convert', async (line, client) => (await import('./commands/inspect.ts')).convert(line, client)],
  ['validate', async (line, client) => (await import('./commands/inspect.ts')).validate(line, client)],
  ['sources', async (line, client) => (await import('./commands/inspect.ts')).sources(line, client)],
])

/** What they are about outlives the command, so they need a coordinator that does. */
const clusterCommands = new Map<string, ClientCommand>([
  ['submit', async (line, client) => (await import('./commands/query.ts')).submit(line, client)],
  ['results', async (line, client) => (await import('./commands/query.ts')).results(line, client)],
  ['status', async (line, client) => (await import('./commands/inspect.ts')).status(line, client)],
  ['cancel', async (line, client) => (await import('./commands/inspect.ts')).cancel(line, client)],
  ['workers', async (line, client) => (await import('./commands/inspect.ts')).workers(line, client)],
])

/** Runs one command line and says on standard error what went wrong. @returns the exit code */
export async function run(args: readonly string[]): Promise<number> {
  process.stdout.on('error', endWhenUnread)
  try {
    return await runCommand(parseCommandLine(args))
  } catch (error) {
    return isUnread(error) ? EXIT.done : report(error)
  }
}

async function runCommand(line: CommandLine): Promise<number> {
  const { command } = line
  if (line.switches.has('version')) return say(`ajna ${VERSION}\n`)
  if (line.switches.has('help') || command === 'help') return say(HELP)
  const serve = serverCommands.get(command)
  if (serve !== undefined) return exitCodeOfAnswer(await serve(line))
  const call = clientCommands.get(command) ?? clusterCommands.get(command)
  if (call === undefined) {
    process.stderr.write(`There is no command "${command}". See "ajna help".\n`)
    return EXIT.badInput
  }
  const { connect, connectToCluster } = await import('./connect.ts')
  const connection = clusterCommands.has(command) ? connectToCluster(line) : await connect(line)
  try {
    return exitCodeOfAnswer(await call(line, connection.client))
  } finally {
    await connection.close()
  }
}

function exitCodeOfAnswer(answer: unknown): number {
  return answer === false ? EXIT.badInput : EXIT.done
}

function say(text: string): number {
  process.stdout.write(text)
  return EXIT.done
}

function report(error: unknown): number {
  const failure = toFailure(error)
  if (error instanceof AjnaError) process.stderr.write(`${failure.message}\n`)
  else process.stderr.write(`This is a bug of ajna, please report it: ${String(error)}\n`)
  if (failure.excerpt !== undefined) process.stderr.write(`${failure.excerpt}\n`)
  return exitCodeOf(failure.code)
}

/** The reader of our output had enough (`| head`). */
function isUnread(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

function endWhenUnread(error: Error): void {
  if (!isUnread(error)) throw error
}
