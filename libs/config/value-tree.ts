import { emptyMapping, type Tree } from './tree.ts'

/** A parsed object as a tree; places are paths such as `sources.users.port`, after `name`. */
export function treeOfValue(value: unknown, name: string): Tree {
  return convert(value, name, new Set())
}

function convert(value: unknown, path: string, parents: Set<object>): Tree {
  const place = { path }
  if (value === null || value === undefined) return { kind: 'scalar', text: null, place }
  if (typeof value !== 'object') return { kind: 'scalar', text: String(value), place }
  if (parents.has(value)) return emptyMapping(place)
  parents.add(value)
  const tree = Array.isArray(value) ? list(value, path, parents) : mapping(value, path, parents)
  parents.delete(value)
  return tree
}

function list(value: readonly unknown[], path: string, parents: Set<object>): Tree {
  return {
    kind: 'list',
    items: value.map((item, index) => convert(item, `${path}[${index}]`, parents)),
    place: { path },
  }
}

function mapping(value: object, path: string, parents: Set<object>): Tree {
  const entries = Object.entries(value).map(([key, item]) => {
    const inner = `${path}.${key}`
    return [key, { keyPlace: { path: inner }, value: convert(item, inner, parents) }] as const
  })
  return { kind: 'mapping', entries: new Map(entries), place: { path } }
}
