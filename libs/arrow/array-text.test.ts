import { describe, expect, test } from 'vitest'
import { readArrayText, writeArrayText } from './index.ts'

const ARRAYS: readonly (readonly [elements: readonly (string | null)[], text: string])[] = [
  [[], '{}'],
  [['1', null, '-2'], '{1,NULL,-2}'],
  [['', 'NULL', 'null', 'nulls'], '{"","NULL","null",nulls}'],
  [['a b', 'tab\t', 'line\n', '\v', '\u00a0'], '{"a b","tab\t","line\n","\v",\u00a0}'],
  [['a,b', '{', '}', '"', '\\', '\\"'], '{"a,b","{","}","\\"","\\\\","\\\\\\""}'],
  [['é', '日本', '😀'], '{é,日本,😀}'],
]

describe('the text of an array', () => {
  test.each(ARRAYS)('%j is written and read as %j', (elements, text) => {
    expect(writeArrayText(elements)).toBe(text)
    expect(readArrayText(text)).toEqual(elements)
  })

  test.each([
    [' { 1 , NULL ,nUlL } ', ['1', null, null]],
    ['{ a b  ,c}', ['a b', 'c']],
    ['{\\a\\ ,\\NULL,a\\,b}', ['a ', 'NULL', 'a,b']],
    ['{"a" ,"b\\c"}', ['a', 'bc']],
    ['{  }', []],
  ])('%j is read leniently, as PostgreSQL does', (text, elements) => {
    expect(readArrayText(text)).toEqual(elements)
  })

  test.each([
    ...[
      '',
      '1',
      '{',
      '{1',
      '{1,}',
      '{,1}',
      '{,}',
      '{1}x',
      '{"a"b}',
      '{a"b}',
      '{a{b}',
      '{"a',
      '{a\\',
      '{"a\\',
      '{1,,2}',
    ],
    ...['{"a"{}', '}'],
  ])('%j is malformed', (text) => {
    expect(readArrayText(text)).toBe('malformed')
  })

  test.each(['{{1}}', '{{}}', '[1:2]={1,2}', ' { {1},{2} }'])('%j has dimensions of its own', (text) => {
    expect(readArrayText(text)).toBe('dimensions')
  })
})
