import { parseArgs } from 'node:util'
import { ValidationError } from '#core'

/** What a command was called with. */
export interface CommandLine {
  readonly command: string
  readonly words: readonly string[]
  readonly flags: Readonly<Record<string, string | undefined>>
  /** Flags without a value that were given. */
  readonly switches: ReadonlySet<string>
  /** The `name=value` texts of `--parameter`. */
  readonly parameters: readonly string[]
}

const VALUE_FLAGS = [
  'datasources',
  'engine',
  'queue',
  'result-store',
  'coordinator',
  'advertise',
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
] as const
const SWITCHES = ['help', 'version', 'json', 'quiet', 'verify', 'exit-with-parent'] as const

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
    const { parameter: parameters = [], ...others } = values
    for (const [name, value] of Object.entries<string | boolean | undefined>(others)) {
      if (typeof value === 'string') flags[name] = value
      else if (value === true) switches.add(name)
    }
    return { command, words, flags, switches, parameters }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split(/[.\n]/)[0] : 'it cannot be read'
    throw new ValidationError('VALIDATION_ERROR', `The command line is not understood: ${reason}. See "ajna help".`, {
      cause,
    })
  }
}

/** `name=value` pairs given by `--parameter`. @throws ValidationError */
export function parametersOf(line: CommandLine): Record<string, string> {
  return Object.fromEntries(
    line.parameters.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new ValidationError('VALIDATION_ERROR', `--parameter takes name=value, not "${pair}".`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/** The number a flag gives, if given. @throws ValidationError for anything else */
export function numberFlag(line: CommandLine, name: string): number | undefined {
  const text = line.flags[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new ValidationError('VALIDATION_ERROR', `--${name} is a number, not "${text}".`)
}
