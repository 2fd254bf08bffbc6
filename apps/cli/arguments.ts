import { parseArgs } from 'node:util'
import { ValidationError } from '#core'

/** What a command was called with. */
export interface CommandLine {
  readonly command: string
  readonly words: readonly string[]
  readonly flags: Readonly<Record<string, string | undefined>>
  /** Flags without a value that were given. */
  readonly switches: ReadonlySet<string>
}

const VALUE_FLAGS = [
  'datasources',
  'engine',
  'queue',
  'result-store',
  'coordinator',
  'advertise-url',
  'token',
  'host',
  'port',
  'workers',
  'concurrency',
  'format',
  'output',
  'name',
  'priority',
  'timeout',
  'file',
  'query',
  'pushdown',
  'page',
  'page-size',
] as const
const SWITCHES = ['help', 'version', 'json', 'quiet', 'exit-with-parent'] as const

/** Takes the arguments of the process apart. @throws ValidationError for an unknown flag or a missing value */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const options = {
    ...Object.fromEntries(VALUE_FLAGS.map((name) => [name, { type: 'string' as const }])),
    ...Object.fromEntries(SWITCHES.map((name) => [name, { type: 'boolean' as const }])),
    parameter: { type: 'string' as const, multiple: true as const, short: 'p' },
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    const [command = 'help', ...words] = positionals
    const flags: Record<string, string | undefined> = {}
    const switches = new Set<string>()
    for (const [name, value] of Object.entries(values) as [string, string | boolean | string[]][]) {
      if (typeof value === 'string') flags[name] = value
      else if (Array.isArray(value)) flags[name] = value.join('\n')
      else if (value) switches.add(name)
    }
    return { command, words, flags, switches }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('. ')[0] : 'it cannot be read'
    throw new ValidationError('VALIDATION_ERROR', `The command line is not understood: ${reason}. See "ajna help".`, {
      cause,
    })
  }
}

/** `name=value` pairs given by `--parameter`. @throws ValidationError */
export function parametersOf(line: CommandLine): Record<string, string> {
  const given = line.flags['parameter']
  if (given === undefined) return {}
  return Object.fromEntries(
    given.split('\n').map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new ValidationError('VALIDATION_ERROR', `--parameter takes name=value, not "${pair}".`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}
