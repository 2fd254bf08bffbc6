import type { Locator } from '../locator.ts'
import type { NumberedSql } from './named-parameters.ts'
import { excerptAt, indexOfByte, lineAndColumn } from './source-text.ts'

/** The UTF-8 byte offsets of nodes, of the items of lists and of what stands under a key, in the SQL that was parsed. */
export interface Locations {
  readonly nodes: WeakMap<object, number>
  readonly items: WeakMap<object, readonly (number | undefined)[]>
  readonly keys: WeakMap<object, ReadonlyMap<string, number>>
}

/** Finds the nodes of a converted query in the SQL as the user wrote it. */
export function sqlLocator(sql: string, numbered: NumberedSql, locations: Locations): Locator {
  const byteOf = (node: object, item: number | string | undefined): number | undefined => {
    if (item === undefined) return locations.nodes.get(node)
    return typeof item === 'string' ? locations.keys.get(node)?.get(item) : locations.items.get(node)?.[item]
  }
  const indexOf = (node: object, item: number | string | undefined): number | undefined => {
    const byte = byteOf(node, item)
    return byte === undefined ? undefined : numbered.originalIndex(indexOfByte(numbered.text, byte))
  }
  return {
    locate: (node, item) => {
      const index = indexOf(node, item)
      return index === undefined ? undefined : lineAndColumn(sql, index)
    },
    excerpt: (node, item) => {
      const index = indexOf(node, item)
      return index === undefined ? undefined : excerptAt(sql, index)
    },
  }
}
