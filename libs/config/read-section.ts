import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { didYouMean } from '#core'
import { type Environment, type Expansion, expandVariables } from './environment.ts'
import type { ProblemList } from './problems.ts'
import type { KeySpec, SectionSpec } from './registry/key.ts'
import { escapeForUri } from './source-uri.ts'
import { emptyMapping, isAbsent, type MappingTree, type Tree } from './tree.ts'

/** What reading needs beside the tree. */
export interface ReadContext {
  readonly problems: ProblemList
  readonly env: Environment
  /** Where relative paths start. */
  readonly folder: string
}

type Camel<Name> = Name extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Name

/** The values of a section: a property for each key, in camelCase. */
export type SectionValues<Section extends SectionSpec> = {
  readonly [Key in keyof Section as Camel<Key>]: Section[Key] extends KeySpec<infer T> ? T : never
}

/** Reads every key of a section, defaults filled in. `where` names the section in messages. */
export function readSection<Section extends SectionSpec>(
  section: Section,
  tree: MappingTree,
  where: string,
  context: ReadContext,
): SectionValues<Section> {
  reportUnknownKeys(section, tree, where, context)
  const values = Object.entries<KeySpec<unknown>>(section).map(([name, spec]) => [
    camelCase(name),
    readKey(name, spec, tree, where, context),
  ])
  // Built key by key from the section's own entries, which the compiler cannot follow.
  return Object.fromEntries(values) as SectionValues<Section>
}

/** The camelCase of a YAML key. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** The mapping itself; anything else is a problem and reads as empty. */
export function mappingOf(tree: Tree | undefined, where: string, context: ReadContext): MappingTree {
  if (tree?.kind === 'mapping') return tree
  if (tree !== undefined && !isAbsent(tree)) {
    context.problems.add(`${where} must be a mapping of keys, found ${found(tree, 'hidden')}.`, tree.place)
  }
  return emptyMapping(tree?.place ?? {})
}

/** A scalar with its variables put in; null when absent, a problem when a variable is missing. */
export function expandScalar(tree: Tree | undefined, context: ReadContext, key = ''): Expansion | null {
  if (tree?.kind !== 'scalar' || tree.text === null) return null
  const expansion = expandVariables(tree.text, context.env, key === 'uri' ? escapeForUri(tree.text) : undefined)
  for (const name of new Set(expansion.missing)) {
    context.problems.add(
      `The variable ${name} is not set: set it in the environment or in a .env file beside this file, or write \${${name}:-default}.`,
      tree.place,
    )
  }
  return expansion.missing.length > 0 ? null : expansion
}

function reportUnknownKeys(section: SectionSpec, tree: MappingTree, where: string, context: ReadContext): void {
  const known = Object.entries(section).flatMap(([name, spec]) => [name, ...spec.aliases])
  for (const [key, entry] of tree.entries) {
    if (known.includes(key)) continue
    context.problems.add(`${where} has an unknown key "${key}".${didYouMean(key, known)}`, entry.keyPlace)
  }
}

function readKey(
  name: string,
  spec: KeySpec<unknown>,
  tree: MappingTree,
  where: string,
  context: ReadContext,
): unknown {
  const written = [name, ...spec.aliases].filter((key) => !isAbsent(tree.entries.get(key)?.value))
  const [key, second] = written
  if (key === undefined) {
    if (spec.required) context.problems.add(`${where} has no \`${name}\`, which is required.`, tree.place)
    return spec.fallback
  }
  const entry = tree.entries.get(key)
  if (second !== undefined) {
    context.problems.add(`${where} has \`${key}\` and \`${second}\`, which mean the same; keep one.`, entry?.keyPlace)
  }
  return entry === undefined ? spec.fallback : readValue(name, key, spec, entry.value, where, context)
}

function readValue(
  name: string,
  key: string,
  spec: KeySpec<unknown>,
  value: Tree,
  where: string,
  context: ReadContext,
): unknown {
  const tree = spec.kind === 'email address' ? unbracketed(value, key, context) : value
  const wrong = (what: string): unknown => {
    context.problems.add(`\`${key}\` of ${where} must be ${spec.expected}, found ${what}.`, tree.place)
    return spec.fallback
  }
  if (tree.kind !== 'scalar') return wrong(found(tree, 'hidden'))
  const expansion = expandScalar(tree, context, name)
  if (expansion === null) return spec.fallback
  if (spec.required && expansion.text === '') return wrong('an empty text')
  const parsed = spec.parse(expansion.text)
  if (parsed !== undefined) return parsed
  if (expansion.used.length > 0)
    return wrong(`another value in ${expansion.used.map((used) => `\${${used}}`).join(', ')}`)
  return wrong(found(tree, spec.secret ? 'hidden' : 'shown'))
}

/** The list `[x y]` as that text: web pages that hide e-mail addresses leave this behind. */
function unbracketed(tree: Tree, key: string, context: ReadContext): Tree {
  if (tree.kind !== 'list' || tree.items.length !== 1) return tree
  const [item] = tree.items
  if (item?.kind !== 'scalar' || item.text === null) return tree
  context.problems.warn(`\`${key}\` is in brackets; is it an address that a web page has hidden?`, tree.place)
  return { kind: 'scalar', text: `[${item.text}]`, place: tree.place }
}

const CREDENTIALS = /\/\/[^/@]*@/

function found(tree: Tree, value: 'shown' | 'hidden'): string {
  if (tree.kind === 'mapping') return 'a mapping'
  if (tree.kind === 'list') return 'a list'
  if (tree.text === null) return 'nothing'
  if (value === 'hidden' || CREDENTIALS.test(tree.text)) return 'another text'
  return `"${tree.text.length > 60 ? `${tree.text.slice(0, 60)}...` : tree.text}"`
}

/** A path as an absolute one; relative paths start at the folder of the configuration. */
export function resolvePath(path: string, context: ReadContext): string {
  return path.startsWith('file://') ? fileURLToPath(path) : resolve(context.folder, path)
}
