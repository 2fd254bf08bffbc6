import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigurationError } from '#core'
import type { Environment } from './environment.ts'
import { configurationError, ProblemList } from './problems.ts'
import { type SettingSpec, settingKeys } from './registry/setting-keys.ts'

/** What a process is told by flags and environment, beside the two YAML files. */
export interface Settings {
  readonly datasources: string | null
  readonly engine: string | null
  /** Null stands for the embedded queue. */
  readonly queueUrl: string | null
  /** A `file://` or `s3://` URL. */
  readonly resultStore: string
  readonly coordinatorUrl: string | null
  readonly advertiseUrl: string | null
  /** The bearer tokens a coordinator accepts; a client sends the first. */
  readonly tokens: readonly string[]
  readonly clusterKey: string | null
  readonly host: string
  readonly port: number
  readonly workers: number
}

/** Flags of the command by their names without dashes. */
export type Flags = Readonly<Record<string, string | undefined>>

/** The settings of a process: flags win over the environment, which wins over the defaults. Throws ConfigurationError. */
export function resolveSettings(flags: Flags, env: Environment): Settings {
  const problems = new ProblemList()
  const read = <T>(spec: SettingSpec<T>): T => readSetting(spec, flags, env, problems)
  const tokens = read(settingKeys.tokens) ?? ''
  const settings: Settings = {
    datasources: read(settingKeys.datasources),
    engine: read(settingKeys.engine),
    queueUrl: withScheme(settingKeys.queueUrl, ['redis:', 'rediss:', 'postgres:', 'postgresql:'], read, problems),
    resultStore:
      withScheme(settingKeys.resultStore, ['file:', 's3:'], read, problems) ??
      pathToFileURL(join(process.cwd(), '.ajna', 'results')).href,
    coordinatorUrl: withScheme(settingKeys.coordinatorUrl, ['http:', 'https:'], read, problems),
    advertiseUrl: withScheme(settingKeys.advertiseUrl, ['http:', 'https:'], read, problems),
    tokens: tokens
      .split(',')
      .map((token) => token.trim())
      .filter((token) => token !== ''),
    clusterKey: read(settingKeys.clusterKey),
    host: read(settingKeys.host),
    port: read(settingKeys.port),
    workers: read(settingKeys.workers),
  }
  if (problems.problems.length > 0) throw configurationError(problems.problems)
  return settings
}

/** Throws ConfigurationError when the API would be open to other machines: an address beyond loopback needs tokens. */
export function requireTokensOffLoopback(settings: Pick<Settings, 'host' | 'tokens'>): void {
  if (settings.tokens.length > 0 || isLoopback(settings.host)) return
  throw new ConfigurationError(
    `Listening on ${settings.host} without a token would open the API to other machines: set AJNA_TOKEN, or listen on 127.0.0.1.`,
  )
}

/** True for an address or name that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

function readSetting<T>(spec: SettingSpec<T>, flags: Flags, env: Environment, problems: ProblemList): T {
  const flag = spec.flag === null ? undefined : flags[spec.flag]
  const text = flag ?? env[spec.variable]
  if (text === undefined || text === '') return spec.key.fallback
  const value = spec.key.parse(text)
  if (value !== undefined) return value
  problems.add(`${nameOf(spec, flag)} must be ${spec.key.expected}.`)
  return spec.key.fallback
}

function withScheme(
  spec: SettingSpec<string | null>,
  schemes: readonly string[],
  read: (spec: SettingSpec<string | null>) => string | null,
  problems: ProblemList,
): string | null {
  const text = read(spec)
  if (text === null || schemes.includes(URL.parse(text)?.protocol ?? '')) return text
  const flag = spec.flag === null ? '' : `--${spec.flag} (${spec.variable})`
  problems.add(`${flag} must be a URL that starts with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}.`)
  return null
}

function nameOf(spec: SettingSpec<unknown>, flag: string | undefined): string {
  return flag === undefined || spec.flag === null ? spec.variable : `--${spec.flag}`
}
