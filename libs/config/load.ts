import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { didYouMean } from '#core'
import type { EngineConfig } from './engine-config.ts'
import { type Environment, environmentFor, isMissing } from './environment.ts'
import { ProblemList } from './problems.ts'
import { engineTree, readEngine } from './read-engine.ts'
import { mappingOf, type ReadContext } from './read-section.ts'
import { readSources } from './read-sources.ts'
import { declareTables } from './read-tables.ts'
import { engineSections } from './registry/index.ts'
import type { DatasourceConfig } from './source-config.ts'
import { emptyMapping, isAbsent, type MappingTree, type Tree } from './tree.ts'
import { treeOfValue } from './value-tree.ts'
import { treeOfYaml } from './yaml-tree.ts'

/** Where variables come from; the process's environment when absent. A `.env` file adds to either. */
export interface LoadOptions {
  readonly env?: Environment
}

/** The two files of a configuration; either may hold the other's part too. */
export interface ConfigurationPaths {
  readonly datasources: string | null
  readonly engine: string | null
}

export interface Configuration {
  readonly datasources: DatasourceConfig
  readonly engine: EngineConfig
}

/** Reads the sources and tables of a YAML file. Throws one ConfigurationError that lists every problem. */
export async function loadDatasources(path: string, options: LoadOptions = {}): Promise<DatasourceConfig> {
  return (await loadConfiguration({ datasources: path, engine: null }, options)).datasources
}

/** Reads the engine's settings, or their defaults for null. Throws one ConfigurationError that lists every problem. */
export async function loadEngineConfig(path: string | null, options: LoadOptions = {}): Promise<EngineConfig> {
  return (await loadConfiguration({ datasources: null, engine: path }, options)).engine
}

/**
 * Reads both files. The engine's sections may also stand in the datasource file; a section of the engine file
 * replaces the one there. Throws one ConfigurationError that lists the problems of both.
 */
export async function loadConfiguration(paths: ConfigurationPaths, options: LoadOptions = {}): Promise<Configuration> {
  const { problems, ...configuration } = await readConfiguration(paths, options)
  problems.throwIfAny()
  return configuration
}

/** Reads both files and collects what is wrong, for `config check`. */
export async function readConfiguration(
  paths: ConfigurationPaths,
  options: LoadOptions = {},
): Promise<Configuration & { readonly problems: ProblemList }> {
  const problems = new ProblemList()
  const env = options.env ?? process.env
  const first = await openFile(paths.datasources, env, problems)
  const second = await openFile(paths.engine, env, problems)
  const datasources = first === null ? { sources: {} } : readDatasources(first)
  const engine = readEngineParts([first, second], { problems, env, folder: process.cwd() })
  return { datasources: { ...datasources, warnings: problems.warnings }, engine, problems }
}

/** The sources and tables of an object of the YAML's form. Throws one ConfigurationError that lists every problem. */
export function datasourcesFromObject(value: unknown, options: LoadOptions = {}): DatasourceConfig {
  const file = openObject(value, 'datasources', options)
  const { sources } = readDatasources(file)
  readEngineParts([file], file.context)
  file.context.problems.throwIfAny()
  return { sources, warnings: file.context.problems.warnings }
}

/** The engine's settings of an object of the YAML's form. Throws one ConfigurationError that lists every problem. */
export function engineConfigFromObject(value: unknown, options: LoadOptions = {}): EngineConfig {
  const file = openObject(value, 'config', options)
  const engine = readEngineParts([file], file.context)
  file.context.problems.throwIfAny()
  return engine
}

interface OpenFile {
  readonly root: MappingTree
  readonly context: ReadContext
}

/** Null when there is none, or when it cannot be read or is not YAML, which is then a problem. */
async function openFile(path: string | null, env: Environment, problems: ProblemList): Promise<OpenFile | null> {
  if (path === null) return null
  const folder = dirname(resolve(path))
  const text = await readText(path, problems)
  const context: ReadContext = { problems, env: await environmentFor(folder, env), folder }
  const tree = text === null ? null : treeOfYaml(text, path, problems)
  return tree === null ? null : openTree(tree, context)
}

async function readText(path: string, problems: ProblemList): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    problems.add(
      isMissing(error)
        ? 'The file does not exist.'
        : 'The file cannot be read; check that it is a file and may be read.',
      {
        file: path,
      },
    )
    return null
  }
}

function openObject(value: unknown, name: string, options: LoadOptions): OpenFile {
  const context = { problems: new ProblemList(), env: options.env ?? process.env, folder: process.cwd() }
  return openTree(treeOfValue(value, name), context)
}

const TOP_LEVEL = ['sources', 'datasources', 'tables', 'engine', ...Object.keys(engineSections)]

function openTree(tree: Tree, context: ReadContext): OpenFile {
  const root = mappingOf(tree, 'The configuration', context)
  for (const [key, entry] of root.entries) {
    if (TOP_LEVEL.includes(key) || key.startsWith('x-')) continue
    context.problems.add(`Unknown key "${key}" at the top level.${didYouMean(key, TOP_LEVEL)}`, entry.keyPlace)
  }
  return { root, context }
}

function readDatasources({ root, context }: OpenFile): Pick<DatasourceConfig, 'sources'> {
  const written = ['sources', 'datasources'].filter((key) => !isAbsent(root.entries.get(key)?.value))
  const [key, second] = written
  if (key === undefined) {
    context.problems.add('There is no `sources` (or `datasources`): nothing could be queried.', root.place)
    return { sources: {} }
  }
  if (second !== undefined) {
    context.problems.add('`sources` and `datasources` mean the same; keep one.', root.entries.get(second)?.keyPlace)
  }
  const sources = readSources(mappingOf(root.entries.get(key)?.value, `\`${key}\``, context), context)
  const tables = mappingOf(root.entries.get('tables')?.value, '`tables`', context)
  return { sources: declareTables(tables, sources, context) }
}

/** Reads the engine's sections of several files; each section with the variables and the folder of its own file. */
function readEngineParts(files: readonly (OpenFile | null)[], fallback: ReadContext): EngineConfig {
  let engine = readEngine(emptyMapping({}), fallback)
  for (const file of files) {
    if (file === null) continue
    const tree = engineTree(file.root, file.context)
    for (const key of tree.entries.keys()) {
      if (Object.hasOwn(engineSections, key)) continue
      const known = Object.keys(engineSections)
      file.context.problems.add(
        `\`engine\` has an unknown key "${key}".${didYouMean(key, known)}`,
        tree.entries.get(key)?.keyPlace,
      )
    }
    const read = readEngine(tree, file.context)
    engine = { ...engine, ...sectionsOf(read, tree) }
  }
  return engine
}

function sectionsOf(engine: EngineConfig, tree: MappingTree): Partial<EngineConfig> {
  const has = (key: string): boolean => !isAbsent(tree.entries.get(key)?.value)
  return {
    ...(has('query') ? { query: engine.query } : {}),
    ...(has('performance') ? { performance: engine.performance } : {}),
    ...(has('cache') ? { cache: engine.cache } : {}),
    ...(has('logging') ? { logging: engine.logging } : {}),
    ...(has('health') ? { health: engine.health } : {}),
    ...(has('tracing') ? { tracing: engine.tracing } : {}),
    ...(engine.backendApi === undefined ? {} : { backendApi: engine.backendApi }),
  }
}
