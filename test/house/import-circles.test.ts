import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SPECIFIER = /\b(?:import|export)\b[^'";]*?\bfrom '([^']+)'/g

/** An expression may hold a plan, and a plan holds expressions. */
const INHERENT = [['libs/plan/expression.ts', 'libs/plan/node.ts']]

function sourceFiles(): readonly string[] {
  return ['libs', 'apps'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(ROOT, folder, name)),
  )
}

function aliases(): ReadonlyMap<string, string> {
  const { imports }: { imports: Record<string, string> } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  return new Map(Object.entries(imports).map(([name, file]) => [name, resolve(ROOT, file)]))
}

/** What each file imports, types included. */
function importsByFile(): ReadonlyMap<string, readonly string[]> {
  const names = aliases()
  const files = sourceFiles()
  const known = new Set(files)
  return new Map(
    files.map((file) => {
      const specifiers = [...readFileSync(file, 'utf8').matchAll(SPECIFIER)].flatMap(([, specifier = '']) => specifier)
      const found = specifiers.map((it) => (it.startsWith('.') ? resolve(dirname(file), it) : names.get(it)))
      return [file, found.filter((it) => it !== undefined && known.has(it)).map(String)]
    }),
  )
}

/** The files that reach themselves, in groups that reach each other (Tarjan's strongly connected components). */
function circles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const found: string[][] = []
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const visit = (file: string): void => {
    order.set(file, order.size)
    lowest.set(file, order.size - 1)
    open.push(file)
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) visit(next)
      if (open.includes(next)) lowest.set(file, Math.min(lowest.get(file) ?? 0, lowest.get(next) ?? 0))
    }
    if (lowest.get(file) !== order.get(file)) return
    const group = open.splice(open.indexOf(file))
    if (group.length > 1) found.push(group)
  }
  for (const file of graph.keys()) if (!order.has(file)) visit(file)
  return found
}

test('no files import each other in a circle, not for types either', () => {
  const graph = importsByFile()
  expect([...graph.values()].flat().length).toBeGreaterThan(1000)
  const found = circles(graph).map((group) => group.map((file) => relative(ROOT, file)).sort())
  expect(found).toEqual(INHERENT)
})
