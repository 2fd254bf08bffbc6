import type { Locator } from './locator.ts'

interface Place {
  readonly parent: object | undefined
  readonly key: string | number
}

/** Finds nodes of a JSON request by path, such as `$.joins[0].on.args[1]`. The request is walked on first use. */
export function jsonLocator(request: object): Locator {
  let places: WeakMap<object, Place> | undefined
  const pathOf = (node: object): string | undefined => {
    places ??= placesIn(request)
    const steps: (string | number)[] = []
    for (let at: object | undefined = node; at !== undefined; ) {
      const place = places.get(at)
      if (place === undefined) return undefined
      if (place.parent !== undefined) steps.push(place.key)
      at = place.parent
    }
    return jsonPath(steps.reverse())
  }
  return {
    locate: (node, item) => {
      const path = pathOf(node)
      if (path === undefined || item === undefined) return path === undefined ? undefined : { path }
      return { path: `${path}${jsonPath([item]).slice(1)}` }
    },
    excerpt: () => undefined,
  }
}

/** A path as JSONPath writes it: `$.filters["order items"][0].value`. */
export function jsonPath(steps: readonly PropertyKey[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`
    const key = String(step)
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
  }, '$')
}

function placesIn(request: object): WeakMap<object, Place> {
  const places = new WeakMap<object, Place>([[request, { parent: undefined, key: '' }]])
  const waiting = [request]
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    for (const [key, child] of Object.entries(parent)) {
      if (typeof child !== 'object' || child === null) continue
      places.set(child, { parent, key: Array.isArray(parent) ? Number(key) : key })
      waiting.push(child)
    }
  }
  return places
}
