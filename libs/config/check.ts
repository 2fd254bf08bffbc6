import { access, constants } from 'node:fs/promises'
import type { Problem } from '#core'
import { isKeyPath } from './key-path.ts'
import { type ConfigurationPaths, type LoadOptions, readConfiguration } from './load.ts'
import type { SourceConfig } from './source-config.ts'

/** What `ajna config check` tells: problems stop the product, warnings do not. */
export interface ConfigurationReport {
  readonly problems: readonly Problem[]
  readonly warnings: readonly string[]
}

/** Reads both files without throwing, and looks whether the files that the sources name can be read. */
export async function checkConfiguration(
  paths: ConfigurationPaths,
  options: LoadOptions = {},
): Promise<ConfigurationReport> {
  const { datasources, problems } = await readConfiguration(paths, options)
  const missing = await Promise.all(Object.values(datasources.sources).map(missingFiles))
  return { problems: problems.problems, warnings: [...datasources.warnings, ...missing.flat()] }
}

async function missingFiles(source: SourceConfig): Promise<readonly string[]> {
  const checks = namedFiles(source).map(async ({ key, path }) =>
    (await isReadable(path))
      ? []
      : [`Source "${source.name}": \`${key}\` names ${path}, which is missing or may not be read.`],
  )
  return (await Promise.all(checks)).flat()
}

interface NamedFile {
  readonly key: string
  readonly path: string
}

function namedFiles(source: SourceConfig): readonly NamedFile[] {
  switch (source.type) {
    case 'postgres':
    case 'mysql':
      return source.sslrootcert === null ? [] : [{ key: 'sslrootcert', path: source.sslrootcert }]
    case 'sqlite':
      return [{ key: 'path', path: source.path }]
    case 'file':
      return /[*?[\]{}]/.test(source.path) ? [] : [{ key: 'path', path: source.path }]
    case 'athena':
    case 'bigquery':
    case 'snowflake':
    case 'connection_id':
      return ['service_account_key', 'private_key'].flatMap((key) => {
        const path = source.settings?.[key]
        return typeof path === 'string' && isKeyPath(path) ? [{ key, path }] : []
      })
  }
}

async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
}
