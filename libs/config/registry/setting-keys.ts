import { integerOr, type KeySpec, optionalPath, optionalText, textOr } from './key.ts'

/** A runtime setting: a flag of the command, or a variable of the environment; the flag wins. */
export interface SettingSpec<T> {
  /** Name of the flag without its dashes, or null when only the environment may give it. */
  readonly flag: string | null
  readonly variable: string
  readonly key: KeySpec<T>
}

function setting<T>(flag: string | null, variable: string, key: KeySpec<T>): SettingSpec<T> {
  return { flag, variable, key }
}

const PORT = { minimum: 0, maximum: 65_535 }

/** Every runtime setting. */
export const settingKeys = {
  datasources: setting('datasources', 'AJNA_DATASOURCES', optionalPath({ doc: 'YAML file with the sources.' })),
  engine: setting('engine', 'AJNA_ENGINE', optionalPath({ doc: 'YAML file with the engine settings.' })),
  queueUrl: setting(
    'queue',
    'AJNA_QUEUE_URL',
    optionalText({
      doc: 'The queue: `redis://`, `rediss://` or `postgres://`; absent, an embedded PostgreSQL.',
      secret: true,
    }),
  ),
  resultStore: setting(
    'result-store',
    'AJNA_RESULT_STORE',
    optionalText({ doc: 'Where results go: `file://` or `s3://`; absent, the folder `.ajna/results`.', secret: true }),
  ),
  coordinatorUrl: setting(
    'coordinator',
    'AJNA_COORDINATOR_URL',
    optionalText({ doc: 'The coordinator to ask; absent, commands run embedded.' }),
  ),
  advertiseUrl: setting(
    'advertise',
    'AJNA_ADVERTISE_URL',
    optionalText({ doc: 'Address at which workers reach this coordinator; absent, its own host and port.' }),
  ),
  tokens: setting(
    null,
    'AJNA_TOKEN',
    optionalText({ doc: 'Bearer token; a coordinator accepts several, separated by commas.', secret: true }),
  ),
  clusterKey: setting(
    null,
    'AJNA_CLUSTER_KEY',
    optionalText({ doc: 'Key that signs tasks; the same on every process of a cluster.', secret: true }),
  ),
  host: setting('host', 'AJNA_HOST', textOr('127.0.0.1', { doc: 'Address to listen on.' })),
  port: setting('port', 'AJNA_PORT', integerOr(8080, PORT, { doc: 'Port to listen on; 0 takes a free one.' })),
  workers: setting(
    'workers',
    'AJNA_WORKERS',
    integerOr(2, { minimum: 1, maximum: 64 }, { doc: 'Worker processes that `ajna up` starts.' }),
  ),
}
