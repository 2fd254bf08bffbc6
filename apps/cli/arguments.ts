import { parseArgs } from 'node:util'
import { ValidationError } from '#core'

/** What a command was called with. */
export interface CommandLine {
  readonly command: string
  readonly words: readonly string[]
  readonly flags: Readonly<Record<string, string | undefined>>
  /** Flags without a value that were given. */
  readonly switches: ReadonlySet<string>
  /** The texts of `--param`, also spelled `--parameter`. */
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
  'consistency',
  'dialect',
] as const
const SWITCHES = ['help', 'version', 'json', 'quiet', 'verify', 'exit-with-parent'] as const

/** Takes the arguments of the process apart. @throws ValidationError for an unknown flag or a missing value */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const options = {
    ...Object.fromEntries(VALUE_FLAGS.map((name) => [name, { type: 'string' as const }])),
    ...Object.fromEntries(SWITCHES.map((name) => [name, { type: 'boolean' as const }])),
    param: { type: 'string' as const, multiple: true as const, short: 'p' },
    parameter: { type: 'string' as const, multiple: true as const },
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    const [command = 'help', ...words] = positionals
    const flags: Record<string, string | undefined> = {}
    const switches = new Set<string>()
    const { param = [], parameter = [], ...others } = values
    const parameters = [...param, ...parameter]
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

/** A value of the command line, with its type where one was given. */
export type ParameterText = string | { readonly value: string; readonly type: string }

/** `name=value` and `name:type=value` pairs given by `--param`. @throws ValidationError */
export function parametersOf(line: CommandLine): Record<string, ParameterText> {
  return Object.fromEntries(
    line.parameters.map((pair): [string, ParameterText] => {
      const [, name, type, value = ''] = /^([^=:]+)(?::([^=]+))?=(.*)$/s.exec(pair) ?? []
      if (name === undefined) {
        throw new ValidationError('VALIDATION_ERROR', `--param takes name=value or name:type=value, not "${pair}".`)
      }
      return [name, type === undefined ? value : { value, type }]
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
