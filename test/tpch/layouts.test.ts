import { expect, test } from 'vitest'
import { type Home, LAYOUTS } from './support/layouts.ts'
import { TABLES } from './support/tables.ts'

/** The tables that queries of TPC-H join. */
const JOINED: readonly (readonly [string, string])[] = [
  ['region', 'nation'],
  ['nation', 'supplier'],
  ['nation', 'customer'],
  ['supplier', 'partsupp'],
  ['part', 'partsupp'],
  ['customer', 'orders'],
  ['orders', 'lineitem'],
  ['part', 'lineitem'],
  ['supplier', 'lineitem'],
  ['partsupp', 'lineitem'],
]

const homesOf = ([left, right]: readonly [string, string]): (readonly [Home | undefined, Home | undefined])[] =>
  Object.values(LAYOUTS).map((layout) => [layout[left], layout[right]])

test.each(Object.entries(LAYOUTS))('%s gives every table a home', (_name, layout) => {
  expect(Object.keys(layout).sort()).toEqual(TABLES.map(({ name }) => name).sort())
})

test.each(JOINED)('%s and %s are joined over two sources in some layout', (...pair) => {
  expect(homesOf(pair).some(([left, right]) => left !== right)).toBe(true)
})

test('each two kinds of sources are joined, and each kind with itself', () => {
  const kinds = JOINED.flatMap(homesOf).map((pair) => [...pair].sort().join(' and '))
  expect([...new Set(kinds)].sort()).toEqual([
    'mysql and mysql',
    'mysql and parquet',
    'mysql and postgres',
    'parquet and parquet',
    'parquet and postgres',
    'postgres and postgres',
  ])
})
