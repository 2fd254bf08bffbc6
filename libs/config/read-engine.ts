import type { EngineConfig } from './engine-config.ts'
import { mappingOf, type ReadContext, readSection, resolvePath } from './read-section.ts'
import { engineSections } from './registry/index.ts'
import { emptyMapping, isAbsent, type MappingTree } from './tree.ts'

/** The sections of a file that belong to the engine: those at its top level, or under `engine:`. */
export function engineTree(root: MappingTree, context: ReadContext): MappingTree {
  const inner = root.entries.get('engine')
  const entries = new Map([...root.entries].filter(([key]) => Object.hasOwn(engineSections, key)))
  if (inner === undefined) return { kind: 'mapping', entries, place: root.place }
  for (const [key, entry] of mappingOf(inner.value, '`engine`', context).entries) {
    if (entries.has(key)) {
      context.problems.add(`\`${key}\` is there twice: at the top level and under \`engine\`.`, entry.keyPlace)
    }
    entries.set(key, entry)
  }
  return { kind: 'mapping', entries, place: root.place }
}

/** Reads the engine's sections, defaults filled in. */
export function readEngine(tree: MappingTree, context: ReadContext): EngineConfig {
  const section = (name: string): MappingTree => mappingOf(tree.entries.get(name)?.value, `\`${name}\``, context)
  const query = readSection(engineSections.query, section('query'), '`query`', context)
  if (query.defaultLimit > query.maxLimit) {
    context.problems.add('`default_limit` of `query` is larger than its `max_limit`.', section('query').place)
  }
  const logging = readSection(engineSections.logging, section('logging'), '`logging`', context)
  return {
    query,
    performance: readSection(engineSections.performance, section('performance'), '`performance`', context),
    cache: readSection(engineSections.cache, section('cache'), '`cache`', context),
    logging: { ...logging, logFilePath: resolvePath(logging.logFilePath, context) },
    health: readSection(engineSections.health, section('health'), '`health`', context),
    tracing: readSection(engineSections.tracing, section('tracing'), '`tracing`', context),
    ...readBackendApi(tree, context),
  }
}

function readBackendApi(tree: MappingTree, context: ReadContext): Pick<EngineConfig, 'backendApi'> {
  const entry = tree.entries.get('backend_api')
  if (isAbsent(entry?.value)) return {}
  const mapping = mappingOf(entry?.value, '`backend_api`', context)
  return { backendApi: readSection(engineSections.backend_api, mapping, '`backend_api`', context) }
}

/** The engine as it is when nothing is configured. */
export function defaultEngine(context: ReadContext): EngineConfig {
  return readEngine(emptyMapping({}), context)
}
