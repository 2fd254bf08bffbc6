import { describe, expect, test } from 'vitest'
import { ValidationError } from '#core'
import { parseQueryRequest } from './parse-query-request.ts'

function problemsOf(json: unknown): Record<string, string> {
  try {
    parseQueryRequest(json)
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    expect(error.code).toBe('VALIDATION_ERROR')
    return Object.fromEntries((error.detail.problems ?? []).map((item) => [item.position?.path ?? '', item.message]))
  }
  throw new Error('the request was taken')
}

describe('requests that are taken', () => {
  test.each([
    ['nothing but sources', { sources: ['users'] }],
    [
      'order_by with field',
      { sources: ['a'], select: ['date'], order_by: [{ field: 'date', direction: 'desc' }, 'b'] },
    ],
    [
      'tables by connection id, joined by columns',
      {
        sources: [
          { connection_id: 'prod', table: 'sales_fact', alias: 'sales' },
          { connection_id: 'prod', schema: 'dim', table: 'customer_dim', alias: 'customers' },
        ],
        select: ['sales.order_date', 'customers.customer_name'],
        joins: [
          {
            type: 'inner',
            left_table: 'sales',
            right_table: 'customers',
            left_column: 'customer_id',
            right_column: 'customer_id',
          },
        ],
        filters: { sales: [{ column: 'order_date', op: '>=', value: '2024-01-01' }] },
        order_by: [{ column: 'order_date', direction: 'desc' }],
        limit: 1000,
      },
    ],
    ['parameters', { sources: ['a'], parameters: { a: 1, b: null, 1: { value: '2024-01-01', type: 'date' } } }],
    [
      'a qualify clause',
      {
        sources: ['a'],
        qualify: { op: '=', args: [{ fn: 'row_number', over: 'w' }, { value: 1 }] },
        windows: { w: {} },
      },
    ],
  ])('%s', (_what, json) => {
    expect(parseQueryRequest(json).request).toStrictEqual(json)
  })
})

describe('problems', () => {
  test('all are told, each with its path and the nearest key', () => {
    const problems = problemsOf({
      sourcs: ['a'],
      limit: -1,
      where: { op: '=', arg: [], args: [{ colum: 'x' }, { value: 1, typ: 'x' }] },
      joins: [{ type: 'innr', left_table: 'a' }],
      order_by: [5, {}, { column: 'a', field: 'b' }],
      filters: { 'order items': [{ column: 'a', op: '==', value: 1 }] },
      group_by: [{ rollup: [['a', { bar: 1 }]] }],
    })
    expect(problems).toStrictEqual({
      '$.sourcs': 'Unknown key "sourcs". Did you mean "sources"?',
      '$.limit': 'Too small: expected number to be >=0',
      '$.where.arg': 'Unknown key "arg". Did you mean "args"?',
      '$.where.args[0]': expect.stringMatching(/^No kind of expression has these keys; .* Did you mean "column"\?$/),
      '$.where.args[1].typ': 'Unknown key "typ". Did you mean "type"?',
      '$.joins[0].type': 'Invalid option: expected one of "inner"|"left"|"right"|"full"|"cross"',
      '$.joins[0].right_table': 'The key "right_table" is needed.',
      '$.joins[0].left_column': 'The key "left_column" is needed.',
      '$.joins[0].right_column': 'The key "right_column" is needed.',
      '$.order_by[0]': 'Invalid input: expected string or object',
      '$.order_by[1]': 'One of column, field, expression is needed.',
      '$.order_by[2]': 'Only one of column, field may be given.',
      '$.filters["order items"][0].op': expect.stringMatching(/^Invalid option: expected one of "="/),
      '$.group_by[0].rollup[0][1]': expect.stringMatching(/^No kind of expression has these keys/),
    })
  })

  test.each([
    ['a number', 5, '$'],
    ['null', null, '$'],
    ['a list', [], '$'],
    ['two kinds of source', { sources: [{ source: 'a', fn: 'f' }] }, '$.sources[0]'],
    ['a table without its connection', { sources: [{ table: 'a' }] }, '$.sources[0]'],
    [
      'a join without a condition',
      { sources: [{ join: { type: 'left', left: 'a', right: 'b' } }] },
      '$.sources[0].join',
    ],
    [
      'a cross join with one',
      { sources: [{ join: { type: 'cross', left: 'a', right: 'b', using: ['x'] } }] },
      '$.sources[0].join',
    ],
    [
      'an alias of USING without it',
      { sources: [{ join: { type: 'inner', left: 'a', right: 'b', natural: true, using_alias: 'j' } }] },
      '$.sources[0].join',
    ],
    [
      'two kinds of subscript',
      { select: [{ subscript: { column: 'a' }, at: { value: 1 }, slice: {} }] },
      '$.select[0]',
    ],
    ['a subscript without any', { where: { subscript: { column: 'a' } } }, '$.where'],
    ['between one value', { filters: { a: [{ column: 'b', op: 'between', value: [1] }] } }, '$.filters.a[0].value'],
    ['in without a list', { filters: { a: [{ column: 'b', op: 'in', value: 1 }] } }, '$.filters.a[0].value'],
    ['is null with a value', { filters: { a: [{ column: 'b', op: 'is null', value: 1 }] } }, '$.filters.a[0].value'],
    ['= without a value', { having: [{ column: 'b', op: '=' }] }, '$.having[0].value'],
    ['a number that JSON rounds', { select: [{ value: 2 ** 53 }] }, '$.select[0].value'],
    ['values beside sources', { values: [[{ value: 1 }]], sources: ['a'] }, '$'],
    ['a name that objects cannot hold', { filters: JSON.parse('{"__proto__": []}') }, '$'],
    ['an undefined key', { limit: undefined }, '$.limit'],
    ['a problem in a subquery', { where: { subquery: { limits: 1 }, form: 'exists' } }, '$.where.subquery.limits'],
  ])('%s', (_what, json, path) => {
    expect(Object.keys(problemsOf(json))).toStrictEqual([path])
  })
})

describe('bounds and places', () => {
  function nested(levels: number): unknown {
    let node: object = { column: 'x' }
    for (let level = 2; level < levels; level++) node = { fn: 'f', args: [node] }
    return { where: node }
  }

  test('200 levels of objects are the most', () => {
    expect(parseQueryRequest(nested(200)).request).toStrictEqual(nested(200))
    expect(() => parseQueryRequest(nested(201))).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
    expect(() => parseQueryRequest(nested(200_000))).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
  })

  test('200 levels of subqueries are checked in time linear in their number', () => {
    let query: object = { select: ['a'] }
    for (let level = 0; level < 98; level++) query = { select: ['a'], where: { subquery: query, form: 'exists' } }
    expect(parseQueryRequest(query).request).toStrictEqual(query)
  })

  test('an object that contains itself is too deep', () => {
    const cyclic: { where?: unknown } = {}
    cyclic.where = cyclic
    expect(() => parseQueryRequest(cyclic)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
  })

  test('the locator gives JSON paths', () => {
    const { request, locator } = parseQueryRequest({
      sources: [
        { join: { type: 'inner', left: 'a', right: 'b', on: { op: '=', args: [{ column: 'x' }, { column: 'y' }] } } },
      ],
      select: ['a.x'],
      filters: { 'order items': [{ column: 'a', op: '=', value: 1 }] },
    })
    const [source] = request.sources ?? []
    const on = typeof source === 'object' ? source.join?.on : undefined
    const second = on !== undefined && 'op' in on && 'args' in on ? on.args[1] : undefined
    expect(second && locator.locate(second)).toStrictEqual({ path: '$.sources[0].join.on.args[1]' })
    expect(request.select && locator.locate(request.select, 0)).toStrictEqual({ path: '$.select[0]' })
    const [condition] = request.filters?.['order items'] ?? []
    expect(condition && locator.locate(condition)).toStrictEqual({ path: '$.filters["order items"][0]' })
    expect(locator.locate(request)).toStrictEqual({ path: '$' })
    expect(locator.locate({})).toBeUndefined()
    expect(locator.excerpt(request)).toBeUndefined()
  })
})
