import type { Locator } from '../locator.ts'
import type { NumberedSql } from './named-parameters.ts'
import { excerptAt, indexOfByte, lineAndColumn } from './source-text.ts'

/** The UTF-8 byte offsets of nodes, and of the items of lists, in the SQL that was parsed. */
export interface Locations {
  readonly nodes: WeakMap<object, number>
  readonly items: WeakMap<object, readonly (number | undefined)[]>
}

/** Finds the nodes of a converted query in the SQL as the user wrote it. */
export function sqlLocator(sql: string, numbered: NumberedSql, locations: Locations): Locator {
  const indexOf = (node: object, item: number | undefined): number | undefined => {
    const byte = item === undefined ? locations.nodes.get(node) : locations.items.get(node)?.[item]
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
