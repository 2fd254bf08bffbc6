import { didYouMean, type Position } from '#core'
import { isKeyPath } from './key-path.ts'
import { camelCase, expandScalar, mappingOf, type ReadContext, readSection, resolvePath } from './read-section.ts'
import { mysqlSource, postgresSource, sourceTypeOfScheme } from './read-server.ts'
import { sourceSections } from './registry/index.ts'
import type { KeySpec } from './registry/key.ts'
import { SOURCE_TYPES } from './registry/source-keys.ts'
import type { FileSourceConfig, SourceConfig, UnavailableSourceConfig } from './source-config.ts'
import { parseSourceUri } from './source-uri.ts'
import { isAbsent, type MappingTree } from './tree.ts'

type SourceType = keyof typeof sourceSections

/** Reads every source under `sources:`; one that cannot be read is left out and reported. */
export function readSources(tree: MappingTree, context: ReadContext): Map<string, SourceConfig> {
  const sources = new Map<string, SourceConfig>()
  for (const [name, entry] of tree.entries) {
    const where = `Source "${name}"`
    const mapping = mappingOf(entry.value, where, context)
    if (entry.value.kind !== 'mapping' && isAbsent(entry.value)) {
      context.problems.add(`${where} is empty.`, entry.keyPlace)
    }
    if (mapping.entries.size === 0) continue
    const source = readSource(name, mapping, entry.keyPlace, context)
    if (source !== null) sources.set(name, source)
  }
  return sources
}

interface CommonValues {
  readonly schema: string | null
  readonly table: string | null
  readonly maxConcurrentFetches: number | null
}

function commonOf({
  schema,
  table,
  maxConcurrentFetches,
}: CommonValues): Pick<SourceConfig, 'schema' | 'table' | 'maxConcurrentFetches'> {
  return { schema, table, ...(maxConcurrentFetches === null ? {} : { maxConcurrentFetches }) }
}

interface WrittenType {
  readonly type: SourceType
  /** `type` as written, in lower case; empty when it was inferred. */
  readonly word: string
}

function readSource(name: string, tree: MappingTree, place: Position, context: ReadContext): SourceConfig | null {
  const written = readType(name, tree, place, context)
  if (written === null) return null
  const where = `source "${name}"`
  const common = { name, declared: {} }
  switch (written.type) {
    case 'postgres': {
      const values = readSection(sourceSections.postgres, tree, where, context)
      return postgresSource({ ...common, ...commonOf(values) }, values, { place, tree, context })
    }
    case 'mysql': {
      const values = readSection(sourceSections.mysql, tree, where, context)
      return mysqlSource({ ...common, ...commonOf(values) }, values, { place, tree, context })
    }
    case 'sqlite': {
      const values = readSection(sourceSections.sqlite, tree, where, context)
      return { type: 'sqlite', ...common, ...commonOf(values), path: localPath(name, values.path, place, context) }
    }
    case 'file':
      return fileSource(name, written.word, tree, place, context)
    case 'athena':
    case 'bigquery':
    case 'snowflake':
    case 'connection_id':
      return unavailableSource(name, written.type, tree, context)
  }
}

function readType(name: string, tree: MappingTree, place: Position, context: ReadContext): WrittenType | null {
  const value = tree.entries.get('type')?.value
  if (isAbsent(value)) return inferType(name, tree, place, context)
  const word = expandScalar(value, context)?.text.toLowerCase()
  if (word === undefined) {
    if (value?.kind !== 'scalar') context.problems.add(`\`type\` of source "${name}" must be a text.`, value?.place)
    return null
  }
  const types: Readonly<Record<string, SourceType>> = SOURCE_TYPES
  const type = Object.hasOwn(types, word) ? types[word] : undefined
  if (type !== undefined) return { type, word }
  const known = Object.keys(SOURCE_TYPES)
  const hint = didYouMean(word, known) || ` Known types: ${known.join(', ')}.`
  context.problems.add(`Source "${name}" has an unknown type "${word}".${hint}`, value?.place)
  return null
}

function inferType(name: string, tree: MappingTree, place: Position, context: ReadContext): WrittenType | null {
  if (tree.entries.has('connection_id')) return { type: 'connection_id', word: '' }
  const value = tree.entries.get('uri')?.value
  const text = value?.kind === 'scalar' ? value.text : null
  const uri = text === null ? null : parseSourceUri(text)
  const type = uri === null || typeof uri === 'string' ? null : sourceTypeOfScheme(uri.scheme)
  if (type !== null) return { type, word: '' }
  context.problems.add(`Source "${name}" has no \`type\`; known types: ${Object.keys(SOURCE_TYPES).join(', ')}.`, place)
  return null
}

const EXTENSIONS: readonly (readonly [RegExp, FileSourceConfig['format']])[] = [
  [/\.(parquet|pq)$/i, 'parquet'],
  [/\.(csv|tsv)(\.gz|\.zst)?$/i, 'csv'],
  [/\.(json|ndjson|jsonl)(\.gz|\.zst)?$/i, 'json'],
]

function fileSource(
  name: string,
  word: string,
  tree: MappingTree,
  place: Position,
  context: ReadContext,
): FileSourceConfig {
  const values = readSection(sourceSections.file, tree, `source "${name}"`, context)
  const stated = word === 'parquet' || word === 'csv' || word === 'json' ? word : null
  if (stated !== null && values.format !== null && values.format !== stated) {
    context.problems.add(`Source "${name}" has \`type: ${stated}\` and \`format: ${values.format}\`; keep one.`, place)
  }
  const format = stated ?? values.format ?? EXTENSIONS.find(([pattern]) => pattern.test(values.path))?.[1]
  if (format === undefined && values.path !== '') {
    context.problems.add(
      `Source "${name}" needs a \`format\` (parquet, csv or json): its path does not end in one.`,
      place,
    )
  }
  const { delimiter, header, nullText } = values
  const path = localPath(name, values.path, place, context)
  return {
    type: 'file',
    name,
    declared: {},
    ...commonOf(values),
    path,
    format: format ?? 'csv',
    delimiter,
    header,
    nullText,
  }
}

function localPath(name: string, path: string, place: Position, context: ReadContext): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path) && !path.startsWith('file://')) {
    context.problems.add(`\`path\` of source "${name}" must be a path of this machine, not a URL.`, place)
    return path
  }
  return resolvePath(path, context)
}

function unavailableSource(
  name: string,
  type: UnavailableSourceConfig['type'],
  tree: MappingTree,
  context: ReadContext,
): UnavailableSourceConfig {
  const section: Readonly<Record<string, KeySpec<string | number | boolean | null>>> = sourceSections[type]
  const settings: Record<string, string | number | boolean | null> = {}
  const values: Readonly<Record<string, string | number | boolean | null>> = readSection(
    section,
    tree,
    `source "${name}"`,
    context,
  )
  for (const [key, spec] of Object.entries(section)) {
    const value = values[camelCase(key)] ?? null
    const isKeyFile = spec.kind === 'path' && typeof value === 'string' && isKeyPath(value)
    settings[key] = isKeyFile ? resolvePath(value, context) : value
  }
  const text = (key: string): string | null => (typeof settings[key] === 'string' ? settings[key] : null)
  return { type, name, declared: {}, schema: text('schema'), table: text('table'), settings }
}
