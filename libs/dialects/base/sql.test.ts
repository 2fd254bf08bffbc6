import { expect, test } from 'vitest'
import { STRING } from '#arrow'
import type { Literal } from '#plan'
import { joinSql, raw, sql } from './sql.ts'

const value = (text: string): Literal => ({ kind: 'literal', value: text, type: STRING })

test('text is one piece, however it was put together, and values keep their places', () => {
  const equal = sql`(${raw('a')} = ${[value('x')]})`
  const both = sql`${joinSql([equal, raw('b'), equal], ' AND ')} OR ${'c'}`
  expect(both).toEqual(['(a = ', value('x'), ') AND b AND (a = ', value('x'), ') OR c'])
})
