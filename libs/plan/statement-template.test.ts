import { expect, test } from 'vitest'
import { INT64, STRING } from '#arrow'
import type { Literal } from './expression.ts'
import {
  fillTemplate,
  type KeyCondition,
  keyForms,
  type StatementTemplate,
  writeStatement,
} from './statement-template.ts'

const text = (value: string): Literal => ({ kind: 'literal', value, type: STRING })

const LIST: KeyCondition = {
  form: 'list',
  max_keys: 3,
  pieces: ['a IN (', { kind: 'key_list', type: INT64, constant: { put: 'print', before: '', after: '' } }, ')'],
}
const BOUND: KeyCondition = {
  form: 'list',
  max_keys: 2,
  pieces: ['b IN (', { kind: 'key_list', type: STRING, constant: { put: 'bind', before: 'x(', after: ')' } }, ')'],
}
const ARRAY: KeyCondition = {
  form: 'array',
  max_keys: 9,
  pieces: ['a = ANY(', { kind: 'key_array', element: INT64 }, ')'],
}
const json = (values: 'numbers' | 'texts'): KeyCondition => ({
  form: 'json',
  max_keys: 9,
  pieces: ['a IN j(', { kind: 'key_json', values }, ')'],
})
const END = { type: INT64, constant: { put: 'print', before: "'", after: "'" } } as const
const RANGE: KeyCondition = {
  form: 'range',
  max_keys: null,
  pieces: ['a BETWEEN ', { kind: 'least_key', ...END }, ' AND ', { kind: 'greatest_key', ...END }],
}

function template(
  placeholders: StatementTemplate['placeholders'],
  ...slots: readonly KeyCondition[][]
): StatementTemplate {
  return {
    placeholders,
    pieces: [
      'SELECT 1 WHERE c = ',
      text('v'),
      ...slots.flatMap((conditions, filter) => [' AND ', { kind: 'key_slot' as const, filter, conditions }]),
      ' LIMIT 1',
    ],
  }
}

test('a statement numbers its values, or names each where it stands', () => {
  const pieces = ['a = ', text('x'), ' OR b = ', text('y'), ' OR c = ', text('x')]
  expect(writeStatement(pieces, 'numbered')).toEqual({
    sql: 'a = $1 OR b = $2 OR c = $1',
    parameters: [text('x'), text('y')],
  })
  expect(writeStatement(pieces, 'positional')).toEqual({
    sql: 'a = ? OR b = ? OR c = ?',
    parameters: [text('x'), text('y'), text('x')],
  })
})

test.each([
  ['list', LIST, ['1', '2'], 'a IN (1, 2)', []],
  ['list', BOUND, ["it's", 'b'], 'b IN (x(?), x(?))', [text("it's"), text('b')]],
  [
    'array',
    ARRAY,
    ['1', '2'],
    'a = ANY(?)',
    [{ kind: 'literal', value: '{1,2}', type: { kind: 'array', element: INT64 } }],
  ],
  ['json', json('numbers'), ['1', '2'], 'a IN j(?)', [text('[1,2]')]],
  ['json', json('texts'), ['1', '"'], 'a IN j(?)', [text('["1","\\""]')]],
  ['range', RANGE, ['1', '5'], "a BETWEEN '1' AND '5'", []],
] as const)('keys in a %s', (form, condition, keys, sql, parameters) => {
  expect(fillTemplate(template('positional', [condition]), new Map([[0, { form, keys }]]))).toEqual({
    sql: `SELECT 1 WHERE c = ? AND ${sql} LIMIT 1`,
    parameters: [text('v'), ...parameters],
  })
})

test('a filter without keys lets all rows through, one of no keys none', () => {
  const two = template('numbered', [ARRAY], [LIST])
  expect(fillTemplate(two, new Map()).sql).toBe('SELECT 1 WHERE c = $1 AND TRUE AND TRUE LIMIT 1')
  expect(fillTemplate(two, new Map([[1, { form: 'list', keys: [] }]])).sql).toBe(
    'SELECT 1 WHERE c = $1 AND TRUE AND FALSE LIMIT 1',
  )
  expect(fillTemplate(two, new Map([[0, { form: 'array', keys: ['7'] }]])).sql).toBe(
    'SELECT 1 WHERE c = $1 AND a = ANY($2) AND TRUE LIMIT 1',
  )
})

test('a filter with several places can use the forms that all of them have, with the fewest keys', () => {
  const slot = (conditions: readonly KeyCondition[]) => ({ kind: 'key_slot' as const, filter: 0, conditions })
  const both = { placeholders: 'positional' as const, pieces: [slot([LIST, RANGE]), slot([ARRAY, BOUND, RANGE])] }
  expect(keyForms(both, 0)).toEqual([
    { form: 'list', max_keys: 2 },
    { form: 'range', max_keys: null },
  ])
  expect(keyForms(both, 1)).toEqual([])
  expect(fillTemplate(both, new Map([[0, { form: 'list', keys: ['1'] }]])).sql).toBe('a IN (1)b IN (x(?))')
})
