import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { decimal, INT64, STRING, TIMESTAMP, UUID } from '#arrow'
import {
  checkConfiguration,
  datasourcesFromObject,
  engineConfigFromObject,
  loadConfiguration,
  loadDatasources,
  loadEngineConfig,
  redacted,
  requireUsable,
  type SourceConfig,
} from '#config'
import { ConfigurationError } from '#core'

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/config/', import.meta.url))
const fixture = (name: string): string => join(FIXTURES, name)

function sourceOf(config: { sources: Readonly<Record<string, SourceConfig>> }, name: string): SourceConfig {
  const source = config.sources[name]
  if (source === undefined) throw new Error(`no source ${name}`)
  return source
}

async function yamlFile(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'ajna-config-')), 'file.yaml')
  await writeFile(path, text)
  return path
}

async function failure(work: Promise<unknown>): Promise<ConfigurationError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ConfigurationError)) throw new Error('expected a ConfigurationError')
  return error
}

describe('sources', () => {
  test('a local file with declared tables', async () => {
    const config = await loadDatasources(fixture('local.datasources.yaml'), { env: {} })
    expect(config.warnings).toEqual([])
    expect(sourceOf(config, 'members')).toEqual({
      type: 'postgres',
      name: 'members',
      schema: null,
      table: null,
      host: 'localhost',
      port: 5433,
      database: 'club',
      username: 'reader',
      password: '007',
      sslmode: 'prefer',
      sslrootcert: null,
      applicationName: 'ajna',
      maxConnections: 8,
      connectTimeoutMs: 10_000,
      declared: expect.objectContaining({ members: expect.objectContaining({ primaryKey: ['id'] }) }),
    })
    const table = sourceOf(config, 'members').declared['members']
    expect(table?.columns['id']).toEqual({ name: 'id', type: INT64, nullable: false })
    expect(table?.columns['name']).toEqual({ name: 'name', type: STRING, nullable: false })
    expect(table?.columns['joined_at']?.type).toEqual(TIMESTAMP)
    expect(table?.columns['score']?.nullable).toBe(true)
    expect(table?.relationships).toEqual([{ table: 'visits', foreignKey: 'member_id', type: 'one-to-many' }])
  })

  test('variables from the environment win over .env; values in a uri may hold any character', async () => {
    const config = await loadDatasources(fixture('variables.datasources.yaml'), { env: { FIX_HOST: 'db.example' } })
    const parts = { host: 'db.example', database: 'club', username: 'club_reader', password: 'p@ss/w#rd' }
    expect(sourceOf(config, 'members')).toMatchObject({ ...parts, type: 'postgres', port: 5434 })
    expect(sourceOf(config, 'visits')).toMatchObject({ ...parts, type: 'mysql', port: 3307, charset: 'utf8mb4' })
    expect(sourceOf(config, 'events')).toMatchObject({ ...parts, sslmode: 'require', applicationName: 'club-events' })
  })

  test('sources of types that are not available load and refuse to be queried', async () => {
    const config = await loadDatasources(fixture('clouds.datasources.yaml'), { env: {} })
    expect(Object.values(config.sources).map((source) => source.type)).toEqual([
      'athena',
      'athena',
      'bigquery',
      'snowflake',
      'snowflake',
    ])
    expect(config.warnings).toEqual([expect.stringContaining('service_account_email')])
    expect(() => requireUsable(sourceOf(config, 'big'))).toThrow(
      'Source "big" cannot be queried: sources of type bigquery are not available in this version.',
    )
    expect(JSON.stringify(redacted(config))).not.toContain('p@ss')
  })

  test('connection ids, and the engine block in the same file', async () => {
    const { datasources, engine } = await loadConfiguration(
      { datasources: fixture('connections.datasources.yaml'), engine: null },
      { env: {} },
    )
    expect(sourceOf(datasources, 'sales')).toMatchObject({ type: 'connection_id', table: 'sales_fact', schema: 'mart' })
    expect(engine.backendApi).toEqual({
      endpoint: 'https://connections.example.com',
      token: 'p@ss/w#rd',
      cacheTtl: 120,
      timeout: 15,
      retryAttempts: 2,
    })
    expect(engine.query.defaultLimit).toBe(1000)
  })

  test('a template loads; its unfinished uri says why it cannot be queried', async () => {
    const config = await loadDatasources(fixture('template.datasources.yaml'), { env: {} })
    expect(config.warnings).toHaveLength(2)
    expect(() => requireUsable(sourceOf(config, 'by_uri'))).toThrow(/"by_uri" has a port that is not a number/)
    expect(requireUsable(sourceOf(config, 'by_parts')).type).toBe('postgres')
    expect(sourceOf(config, 'mysql_parts')).toMatchObject({ charset: 'utf8mb4' })
  })

  test('files: paths start at the YAML file, formats come from type, format or extension', async () => {
    const config = await loadDatasources(fixture('files.datasources.yaml'), { env: {} })
    expect(config.warnings).toEqual([])
    expect(sourceOf(config, 'shop')).toMatchObject({ type: 'sqlite', path: fixture('data/shop.db') })
    expect(sourceOf(config, 'parts')).toMatchObject({ format: 'parquet', path: fixture('data/parts/*.parquet') })
    expect(sourceOf(config, 'lines')).toMatchObject({ format: 'csv', delimiter: ';', header: true, nullText: 'NA' })
    expect(sourceOf(config, 'notes')).toMatchObject({ format: 'json', path: fixture('data/notes.ndjson') })
    expect(sourceOf(config, 'odd')).toMatchObject({ format: 'parquet' })
    const columns = sourceOf(config, 'shop').declared['products']?.columns
    expect(columns?.['price']?.type).toEqual(decimal(12, 2))
    expect(columns?.['code']?.type).toEqual(UUID)
    expect(columns?.['short']?.type.kind).toBe('int32')
    expect(Object.keys(sourceOf(config, 'parts').declared)).toEqual(['history'])
  })

  test('anchors and merge keys', async () => {
    const path = await yamlFile(
      'x-db: &db {type: mysql, host: h, database: d, username: u}\nsources:\n  a:\n    <<: *db\n    port: 3310\n',
    )
    expect(sourceOf(await loadDatasources(path, { env: {} }), 'a')).toMatchObject({ host: 'h', port: 3310 })
  })

  test('an object of the same form', () => {
    const config = datasourcesFromObject({ sources: { a: { type: 'sqlite', path: '/tmp/a.db' } } }, { env: {} })
    expect(sourceOf(config, 'a')).toMatchObject({ type: 'sqlite', path: '/tmp/a.db' })
    expect(() => datasourcesFromObject({ sources: { a: { type: 'sqlite', paht: '/tmp/a.db' } } })).toThrow(
      'datasources.sources.a.paht: Source "a" has an unknown key "paht". Did you mean "path"?',
    )
  })
})

describe('engine', () => {
  test('defaults without a file', async () => {
    const engine = await loadEngineConfig(null)
    expect(engine.query).toMatchObject({ maxJoinTables: 10, defaultLimit: 1000, maxLimit: 1_000_000 })
    expect(engine.logging).toMatchObject({ level: 'info', logToConsole: true, logToFile: false })
    expect(engine.tracing).toEqual({
      enabled: false,
      endpoint: null,
      serviceName: 'ajna-analytical-engine',
      sampleRate: 1,
    })
    expect(engine.backendApi).toBeUndefined()
  })

  test('every key of every section', async () => {
    const engine = await loadEngineConfig(fixture('full.engine.yaml'), { env: {} })
    expect(engine).toEqual({
      query: {
        maxJoinTables: 7,
        maxFilterConditions: 70,
        maxGroupByColumns: 17,
        defaultLimit: 500,
        maxLimit: 50_000,
        queryTimeoutSeconds: 45,
        enableWindowFunctions: false,
        enableComplexAggregations: false,
        enableSubqueries: false,
        enableCte: false,
        splitRows: 1000,
        maxSplits: 2,
        enableQueryOptimization: false,
      },
      performance: {
        maxMemoryMb: 512,
        maxSpillMb: 2048,
        memoryWarningThresholdPercent: 72.5,
        maxCpuPercent: 60,
        enableParallelExecution: false,
        maxParallelWorkers: 3,
        exchangeCompression: 'zstd',
        slowQueryWarningSeconds: 0.5,
        slowQueryCriticalSeconds: 2.5,
      },
      cache: { enabled: false, size: 10, ttlSeconds: 60, evictionPolicy: 'lru', warningHitRatePercent: 5 },
      logging: {
        level: 'warn',
        enableQueryLogging: false,
        enablePerformanceMetrics: false,
        logToConsole: false,
        logToFile: true,
        logFilePath: fixture('logs/engine.log'),
      },
      health: {
        checkIntervalSeconds: 20,
        enableDependencyChecks: false,
        enableResourceChecks: false,
        enableFunctionalChecks: false,
      },
      tracing: {
        enabled: true,
        endpoint: 'http://collector.example:14268/api/traces',
        serviceName: 'club',
        sampleRate: 0.25,
      },
      backendApi: {
        endpoint: 'https://connections.example.com',
        token: 'p@ss/w#rd',
        cacheTtl: 30,
        timeout: 5,
        retryAttempts: 1,
      },
    })
  })

  test.each(['debug', 'DEBUG', 'Info', 'WARNING', 'warn', 'ERROR'])('level %s', (level) => {
    expect(engineConfigFromObject({ logging: { level } }).logging.level).toBe(
      level.toLowerCase().replace('warning', 'warn'),
    )
  })

  test('a section of the engine file replaces the one in the datasource file', async () => {
    const datasources = await yamlFile(
      'sources: {a: {type: sqlite, path: a.db}}\nengine: {query: {default_limit: 5}, cache: {size: 7}}\n',
    )
    const engine = await yamlFile('query: {max_limit: 2000}\n')
    const read = await loadConfiguration({ datasources, engine })
    expect(read.engine.query).toMatchObject({ defaultLimit: 1000, maxLimit: 2000 })
    expect(read.engine.cache.size).toBe(7)
  })
})

describe('problems', () => {
  test('all of them in one error, with file, line, column and the nearest name', async () => {
    const file = fixture('broken.datasources.yaml')
    const error = await failure(loadDatasources(file, { env: {} }))
    const told = (error.detail.problems ?? []).map(({ message, position }) => [
      position?.file === file ? `${position.line}:${position.column}` : 'elsewhere',
      message,
    ])
    expect(told).toEqual([
      ['5:5', 'Source "members" has an unknown key "prot". Did you mean "port"?'],
      ['6:11', '`port` of source "members" must be a whole number from 1 to 65535, found "fife".'],
      ['8:15', '`username` of source "members" must be a text, found a list.'],
      ['9:5', 'Source "members" has an unknown key "pasword". Did you mean "password"?'],
      ['10:15', '`password` of source "members" must be a text, found a mapping.'],
      ['12:11', 'Source "visits" has an unknown type "mysqll". Did you mean "mysql"?'],
      [
        '13:3',
        'The `uri` of source "events" cannot be read: it must start with a scheme such as postgresql:// or mysql://.',
      ],
      ['16:3', 'Source "late" has no `database` (or `uri`).'],
      ['16:3', 'Source "late" has no `username` (or `uri`).'],
      [
        '18:11',
        'The variable FIX_UNSET is not set: set it in the environment or in a .env file beside this file, or write $' +
          '{FIX_UNSET:-default}.',
      ],
      ['21:5', 'Table "members" has an unknown key "colums". Did you mean "columns"?'],
      ['23:11', 'The type "intger" of column "id" of table "members" is not a known type. Did you mean "integer"?'],
      [
        '24:14',
        'The type "decimal" of column "price" of table "members" needs its precision and scale, as in decimal(18,2).',
      ],
      ['25:1', 'Unknown key "extra" at the top level.'],
    ])
    expect(error.message.split('\n')).toHaveLength(told.length + 1)
    expect(error.message).toContain(`${file}:5:5: Source "members" has an unknown key "prot"`)
    expect(JSON.stringify([error.message, error.detail])).not.toContain('hunter2')
  })

  test('a file that is missing, is not YAML, or says a key twice', async () => {
    const missing = join(FIXTURES, 'nowhere.yaml')
    expect((await failure(loadDatasources(missing))).message).toBe(`${missing}: The file does not exist.`)
    const broken = await yamlFile('sources:\n  a: {password: hunter2: x, }}\n')
    const error = await failure(loadDatasources(broken))
    expect(error.message).toContain(':2:')
    expect(error.message).not.toContain('hunter2')
    const twice = await yamlFile('sources:\n  a: {type: sqlite, path: x}\n  a: {type: sqlite, path: y}\n')
    expect((await failure(loadDatasources(twice))).message).toContain(':3:3: This key is there twice')
    const empty = await yamlFile('# nothing yet\n')
    expect((await failure(loadDatasources(empty))).message).toContain('There is no `sources`')
  })

  test('the problems of both files come together', async () => {
    const engine = await yamlFile('query: {default_limt: 5}\nlogging: {level: loud}\n')
    const paths = { datasources: fixture('broken.datasources.yaml'), engine }
    const error = await failure(loadConfiguration(paths, { env: {} }))
    expect(error.message).toContain('unknown key "default_limt". Did you mean "default_limit"?')
    expect(error.message).toContain('must be one of DEBUG, INFO, WARNING, ERROR, found "loud"')
    expect(error.message).toContain('unknown key "prot"')
    expect(await checkConfiguration(paths, { env: {} })).toMatchObject({ problems: error.detail.problems })
  })

  test('a value from a variable is never told', async () => {
    const path = await yamlFile(
      'sources:\n  a: {type: mysql, host: h, database: d, username: u, port: "$' + '{FIX_PORT}"}\n',
    )
    const error = await failure(loadDatasources(path, { env: { FIX_PORT: 'hunter2' } }))
    expect(error.message).toContain('FIX_PORT')
    expect(error.message).not.toContain('hunter2')
  })

  test('missing key files and data files are warnings of the check, not of the load', async () => {
    const clouds = await checkConfiguration(
      { datasources: fixture('clouds.datasources.yaml'), engine: null },
      { env: {} },
    )
    expect(clouds.problems).toEqual([])
    expect(clouds.warnings.slice(1)).toEqual([
      `Source "big": \`service_account_key\` names ${fixture('keys/missing-account.json')}, which is missing or may not be read.`,
      'Source "flakes_key": `private_key` names /nowhere/club_key.pem, which is missing or may not be read.',
    ])
    const files = await checkConfiguration(
      { datasources: fixture('files.datasources.yaml'), engine: null },
      { env: {} },
    )
    expect(files.warnings).toHaveLength(4)
  })
})
