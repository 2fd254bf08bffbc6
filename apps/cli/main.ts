#!/usr/bin/env node
import { AjnaError, toFailure } from '#core'
import { VERSION } from '#engine/coordinator'
import type { ApiClient } from './api-client.ts'
import { type CommandLine, parseCommandLine } from './arguments.ts'
import { configCheck } from './commands/config-check.ts'
import { cancel, convert, explain, sources, status, validate, workers } from './commands/inspect.ts'
import { query, results, submit } from './commands/query.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { HELP } from './help.ts'

type ClientCommand = (line: CommandLine, client: ApiClient) => Promise<unknown>
type ServerCommand = (line: CommandLine) => Promise<unknown>

const clientCommands: Readonly<Record<string, ClientCommand>> = {
  query,
  submit,
  results,
  status,
  cancel,
  explain,
  convert,
  validate,
  sources,
  workers,
}

/** Loaded when called: a client command needs no server code. */
const serverCommands: Readonly<Record<string, ServerCommand>> = {
  up: async (line) => (await import('./commands/up.ts')).up(line),
  coordinator: async (line) => (await import('./commands/serve.ts')).coordinator(line),
  worker: async (line) => (await import('./commands/serve.ts')).worker(line),
  config: configCheck,
}

/** Runs one command line. @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  const line = parseCommandLine(args)
  if (line.switches.has('version')) return say(`ajna ${VERSION}\n`)
  if (line.switches.has('help') || line.command === 'help') return say(HELP)
  const serve = serverCommands[line.command]
  if (serve !== undefined) return (await serve(line)) === false ? EXIT.badInput : EXIT.done
  const call = clientCommands[line.command]
  if (call === undefined) {
    process.stderr.write(`There is no command "${line.command}".\n\n${HELP}`)
    return EXIT.badInput
  }
  const { connect } = await import('./connect.ts')
  const connection = await connect(line)
  try {
    return (await call(line, connection.client)) === false ? EXIT.badInput : EXIT.done
  } finally {
    await connection.close()
  }
}

function say(text: string): number {
  process.stdout.write(text)
  return EXIT.done
}

function report(error: unknown): number {
  const failure = toFailure(error)
  process.stderr.write(`${failure.message}\n`)
  if (failure.excerpt !== undefined) process.stderr.write(`${failure.excerpt}\n`)
  if (!(error instanceof AjnaError) && error instanceof Error)
    process.stderr.write(`(${error.name}: ${error.message})\n`)
  return exitCodeOf(failure.code)
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.exitCode = report(error)
  },
)
