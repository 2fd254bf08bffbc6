import type { Position } from '#core'
import type { Locator } from '../locator.ts'

/** An object of a request, whose keys alone are read. */
export type Node = Readonly<Record<string, unknown>>

/** An object, or what stands in it under an index or a key. */
export interface Place {
  readonly node: object
  readonly item: number | string | undefined
}

/** Whether a value is an object and no list. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The list under a key; none for anything else. */
export function listAt(node: Node, key: string): readonly unknown[] {
  const value = node[key]
  return Array.isArray(value) ? value : []
}

/** Every object in a request in the order they are written, the values of parameters left out. */
export function nodesOf(request: unknown): readonly Node[] {
  const found: Node[] = []
  visit(request, found)
  return found
}

function visit(value: unknown, found: Node[]): void {
  if (Array.isArray(value)) for (const item of value) visit(item, found)
  if (!isNode(value)) return
  found.push(value)
  for (const [key, child] of Object.entries(value)) if (key !== 'parameters') visit(child, found)
}

/** Where a place was written; SQL keeps no position of some nodes, and then the first known one in them stands for it. */
export function firstPosition(locator: Locator, { node, item }: Place): Position | undefined {
  const own = locator.locate(node, item)
  if (own !== undefined) return own
  const inside: unknown = item === undefined ? node : Object.entries(node).find(([key]) => key === String(item))?.[1]
  for (const found of nodesOf(inside)) {
    for (const place of [{ node: found, item: undefined }, ...listPlaces(found)]) {
      const position = locator.locate(place.node, place.item)
      if (position !== undefined) return position
    }
  }
  return undefined
}

function listPlaces(node: Node): readonly Place[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? [{ node: value, item: 0 }] : []))
}
