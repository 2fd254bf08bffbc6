import type { Position } from '#core'

/** A configuration as read, from YAML or from an object, every part with its place. */
export type Tree = ScalarTree | ListTree | MappingTree

export interface ScalarTree {
  readonly kind: 'scalar'
  /** The text as written (YAML) or as printed (object); null for null or nothing. */
  readonly text: string | null
  readonly place: Position
}

export interface ListTree {
  readonly kind: 'list'
  readonly items: readonly Tree[]
  readonly place: Position
}

export interface MappingTree {
  readonly kind: 'mapping'
  readonly entries: ReadonlyMap<string, Entry>
  readonly place: Position
}

export interface Entry {
  readonly keyPlace: Position
  readonly value: Tree
}

/** A mapping without entries. */
export function emptyMapping(place: Position): MappingTree {
  return { kind: 'mapping', entries: new Map(), place }
}

/** True for null and for a key without a value. */
export function isAbsent(tree: Tree | undefined): boolean {
  return tree === undefined || (tree.kind === 'scalar' && tree.text === null)
}
