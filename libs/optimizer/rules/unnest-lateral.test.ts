import { expect, test } from 'vitest'
import { INT32 } from '#arrow'
import type { Expression, OutputColumn, PlanNode } from '#plan'
import { describe as describePlan } from '../testing/test-pushdown.ts'
import { pruneColumns } from './prune-columns.ts'
import { pushFilters } from './push-filters.ts'
import { unnestLateral } from './unnest-lateral.ts'

const column = (id: string): OutputColumn => ({ id, name: id, type: INT32, nullable: true })
const read = (id: string): Expression => ({ kind: 'column', id, type: INT32, nullable: true })
const one: Expression = { kind: 'literal', value: '1', type: INT32 }

const rows = (...ids: string[]): PlanNode => ({ kind: 'values', columns: ids.map(column), rows: [ids.map(() => one)] })
const series = (id: string, stop: Expression): PlanNode => ({
  kind: 'table_function',
  calls: [{ function: 'generate_series', arguments: [one, stop], columns: [column(id)] }],
  ordinality: null,
})
const lateral = (type: 'inner' | 'left', left: PlanNode, right: PlanNode): PlanNode => ({
  kind: 'lateral_join',
  type,
  left,
  right,
  condition: null,
})
const equals = (id: string): Expression => ({
  kind: 'call',
  function: 'eq',
  arguments: [read(id), one],
  type: { kind: 'boolean' },
  nullable: true,
})

const text = (plan: PlanNode | undefined): string => (plan === undefined ? '' : describePlan(plan))

test('a right side that reads nothing of the left makes an ordinary join', () => {
  expect(text(unnestLateral.apply(lateral('inner', rows('a'), series('g', one))))).toMatch(/^cross\(/)
  expect(text(unnestLateral.apply(lateral('left', rows('a'), series('g', one))))).toMatch(/^left\[true/)
  expect(text(unnestLateral.apply(lateral('inner', rows('a'), series('g', read('a')))))).toMatch(/^lateral inner\(/)
})

test('filters go to the side they speak of, but not below the missing rows of a left join', () => {
  const above = (type: 'inner' | 'left', id: string): PlanNode => ({
    kind: 'filter',
    input: lateral(type, rows('a'), series('g', read('a'))),
    predicate: equals(id),
  })
  expect(text(pushFilters.apply(above('inner', 'a')))).toMatch(/^lateral inner\(filter/)
  expect(text(pushFilters.apply(above('inner', 'g')))).toMatch(/^lateral inner\(values\(1\), filter/)
  expect(text(pushFilters.apply(above('left', 'g')))).toMatch(/^filter\[.*\]\(lateral left/)
})

test('a column that only the right side reads is kept', () => {
  const plan: PlanNode = {
    kind: 'project',
    input: lateral(
      'inner',
      {
        kind: 'project',
        input: rows('a', 'b'),
        expressions: ['a', 'b'].map((id) => ({ column: column(`${id}2`), expression: read(id) })),
      },
      series('g', read('a2')),
    ),
    expressions: [{ column: column('g2'), expression: read('g') }],
  }
  const pruned = text(pruneColumns.apply(plan))
  expect(pruned).toContain('a2=a')
  expect(pruned).not.toContain('b2=b')
})
