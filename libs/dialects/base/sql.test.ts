import { expect, test } from 'vitest'
import { STRING } from '#arrow'
import type { Literal } from '#plan'
import { finishSql, joinSql, raw, sql } from './sql.ts'

const value = (text: string): Literal => ({ kind: 'literal', value: text, type: STRING })
const dollars = { mark: (position: number) => `$${position}`, shared: true }
const marks = { mark: () => '?', shared: false }

test('text is one piece, however it was put together, and values keep their places', () => {
  const equal = sql`(${raw('a')} = ${[value('x')]})`
  const both = sql`${joinSql([equal, raw('b'), equal], ' AND ')} OR ${'c'}`
  expect(both).toHaveLength(5)
  expect(finishSql(both, dollars)).toEqual({ sql: '(a = $1) AND b AND (a = $1) OR c', parameters: [value('x')] })
  expect(finishSql(both, marks)).toEqual({
    sql: '(a = ?) AND b AND (a = ?) OR c',
    parameters: [value('x'), value('x')],
  })
})
