import { describe, expect, test } from 'vitest'
import { type EngineType, INT32 } from '#arrow'
import { createPushdown } from '#connectors/pushdown'
import { type Expression, isRefusal, type Scan } from '#plan'

const TEXT: EngineType = { kind: 'string' }
const servers = new Map([
  ['pg', { sourceType: 'postgres', serverVersion: 'PostgreSQL 15.18' }],
  ['my', { sourceType: 'mysql', serverVersion: 'MariaDB 10.11.19' }],
  ['lite', { sourceType: 'sqlite', serverVersion: 'SQLite 3.50' }],
])
const pushdown = createPushdown((id) => servers.get(id))

const column = (id: string, comparison: 'case_insensitive' | null): Scan['columns'][number] => {
  const type = comparison === null ? INT32 : TEXT
  return { id, name: id, type, nativeType: type, sourceType: 'x', nullable: true, comparison }
}
const users: Scan = {
  kind: 'scan',
  table: { source: 'users', connection: 'my', sourceType: 'mysql', schema: null, table: 'users' },
  columns: [column('id', null), column('name', 'case_insensitive'), column('nick', 'case_insensitive')],
  primaryKey: [],
  estimatedRows: null,
}
const ref = (id: string, type: EngineType): Expression => ({ kind: 'column', id, type, nullable: true })
const call = (name: 'eq' | 'lt' | 'not' | 'or', ...args: Expression[]): Expression => ({
  kind: 'call',
  function: name,
  arguments: args,
  type: { kind: 'boolean' },
  nullable: true,
})
const name = ref('name', TEXT)
const nick = ref('nick', TEXT)
const bob: Expression = { kind: 'literal', value: 'Bob', type: TEXT }
const one: Expression = { kind: 'literal', value: '1', type: INT32 }

describe('conjuncts', () => {
  test.each([
    ['my', call('eq', name, bob), 'exact'],
    ['my', call('not', call('eq', name, bob)), 'exact'],
    ['my', call('eq', name, nick), 'superset'],
    ['my', call('or', call('eq', name, nick), call('eq', ref('id', INT32), one)), 'superset'],
    ['my', call('not', call('eq', name, nick)), 'COLLATION'],
    ['my', call('lt', name, bob), 'exact'],
    ['pg', call('lt', name, bob), 'exact'],
    ['lite', call('eq', ref('id', INT32), one), 'exact'],
    ['lite', call('not', call('eq', ref('id', INT32), one)), 'TYPE_NOT_EXACT'],
    ['none', call('eq', name, bob), 'NODE_NOT_SUPPORTED'],
  ])('at %s: %#', (connection, predicate, expected) => {
    const answer = pushdown.conjunct(connection, users, predicate)
    expect(isRefusal(answer) ? answer.refused : answer).toBe(expected)
  })
})

test('prefilters stand above the plan, in the looser form', () => {
  expect(pushdown.render('my', users, [call('eq', name, nick)])).toMatchObject({
    sql:
      'SELECT t0.`id` AS `id`, t0.`name` AS `name`, t0.`nick` AS `nick` FROM `users` AS t0 ' +
      'WHERE (CAST(CONVERT(t0.`name` USING utf8mb4) AS BINARY) = CAST(CONVERT(t0.`nick` USING utf8mb4) AS BINARY))',
  })
})
