import {
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import type { Position } from '#core'
import type { ProblemList } from './problems.ts'
import { type Entry, emptyMapping, type MappingTree, type Tree } from './tree.ts'

/** The YAML text as a tree with line and column of every part; what is not YAML becomes a problem, and null. */
export function treeOfYaml(text: string, file: string, problems: ProblemList): Tree | null {
  const lines = new LineCounter()
  // Pretty errors quote the line, which may hold a password.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, uniqueKeys: true })
  for (const error of document.errors) {
    const { line, col } = lines.linePos(error.pos[0])
    problems.add(sentences[error.code], { file, line, column: col })
  }
  if (document.errors.length > 0) return null
  if (document.contents === null) return emptyMapping({ file })
  const place = (offset: number | undefined): Position => {
    if (offset === undefined) return { file }
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  return new Converter(place, (node) => (isAlias(node) ? node.resolve(document) : node), problems).convert(
    document.contents,
  )
}

/** Walks one document; keeps what it has converted, so that an alias costs nothing and a cycle is seen. */
class Converter {
  readonly #place: (offset: number | undefined) => Position
  readonly #resolve: (node: Node) => Node | undefined
  readonly #problems: ProblemList
  readonly #done = new Map<Node, Tree>()
  readonly #open = new Set<Node>()

  constructor(
    place: (offset: number | undefined) => Position,
    resolve: (node: Node) => Node | undefined,
    problems: ProblemList,
  ) {
    this.#place = place
    this.#resolve = resolve
    this.#problems = problems
  }

  convert(written: Node): Tree {
    const node = this.#resolve(written)
    const place = this.#place(written.range?.[0])
    if (node === undefined || this.#open.has(node)) {
      this.#problems.add('This alias refers to itself or to no anchor.', place)
      return emptyMapping(place)
    }
    const known = this.#done.get(node)
    if (known !== undefined) return known
    this.#open.add(node)
    const tree = this.#convertNode(node)
    this.#open.delete(node)
    this.#done.set(node, tree)
    return tree
  }

  #convertNode(node: Node): Tree {
    const place = this.#place(node.range?.[0])
    if (isMap(node)) return this.#mapping(node, place)
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => this.#child(item, place)), place }
    if (!isScalar(node) || node.value === null) return { kind: 'scalar', text: null, place }
    return {
      kind: 'scalar',
      text: typeof node.value === 'string' ? node.value : (node.source ?? String(node.value)),
      place,
    }
  }

  #child(item: unknown, place: Position): Tree {
    return isNode(item) ? this.convert(item) : { kind: 'scalar', text: null, place }
  }

  #mapping(node: YAMLMap, place: Position): MappingTree {
    const entries = new Map<string, Entry>()
    const merged: Tree[] = []
    for (const pair of node.items as readonly Pair[]) {
      const key = this.#key(pair.key, place)
      if (key === null) continue
      const value = this.#child(pair.value, key.place)
      if (key.isMerge) merged.push(...(value.kind === 'list' ? value.items : [value]))
      else entries.set(key.name, { keyPlace: key.place, value })
    }
    for (const tree of merged) {
      if (tree.kind !== 'mapping') continue
      for (const [name, entry] of tree.entries) if (!entries.has(name)) entries.set(name, entry)
    }
    return { kind: 'mapping', entries, place }
  }

  #key(key: unknown, parent: Position): { name: string; place: Position; isMerge: boolean } | null {
    if (!isNode(key) || !isScalar(key)) {
      this.#problems.add('A key must be a plain name.', isNode(key) ? this.#place(key.range?.[0]) : parent)
      return null
    }
    const isMerge = typeof key.value === 'symbol' || (key.value === '<<' && key.type === 'PLAIN')
    const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
    return { name, place: this.#place(key.range?.[0]), isMerge }
  }
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value)
}

const INDENT = 'This is not YAML: the indentation does not fit the lines above.'
const UNEXPECTED =
  'This is not YAML: something stands here that does not fit. Text with : # { } [ ] or ${...} inside braces needs quotes.'

const sentences: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'This is not YAML: an alias cannot have an anchor or a tag.',
  BAD_ALIAS: 'This is not YAML: this alias refers to no anchor. Text that starts with * needs quotes.',
  BAD_COLLECTION_TYPE: 'This is not YAML: the tag does not fit what follows.',
  BAD_DIRECTIVE:
    'This is not YAML: a line that starts with % is not a known directive. Text that starts with % needs quotes.',
  BAD_DQ_ESCAPE: 'This is not YAML: unknown escape in a double-quoted text; single quotes take a backslash as it is.',
  BAD_INDENT: INDENT,
  BAD_PROP_ORDER: 'This is not YAML: an anchor or tag is in the wrong place.',
  BAD_SCALAR_START: 'This is not YAML: a text that starts with @ or ` needs quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'This is not YAML: two "name: value" on one line; a text with ": " in it needs quotes.',
  BLOCK_IN_FLOW: 'This is not YAML: an indented block cannot stand inside braces or brackets.',
  DUPLICATE_KEY: 'This key is there twice in the same mapping; remove one of them.',
  IMPOSSIBLE: UNEXPECTED,
  KEY_OVER_1024_CHARS: 'This is not YAML: a key is longer than 1024 characters; is a quote missing?',
  MISSING_CHAR: 'This is not YAML: a quote, bracket, comma or colon is missing.',
  MULTILINE_IMPLICIT_KEY: 'This is not YAML: a key goes over several lines; is a colon missing?',
  MULTIPLE_ANCHORS: 'This is not YAML: two anchors on one node.',
  MULTIPLE_DOCS: 'The file holds several documents (---); one is expected.',
  MULTIPLE_TAGS: 'This is not YAML: two tags on one node.',
  NON_STRING_KEY: 'A key must be a plain name.',
  RESOURCE_EXHAUSTION: 'The file is nested too deeply.',
  TAB_AS_INDENT: 'This is not YAML: a tab is used to indent; use spaces.',
  TAG_RESOLVE_FAILED: 'This is not YAML: unknown tag. Text that starts with ! needs quotes.',
  UNEXPECTED_TOKEN: UNEXPECTED,
}
