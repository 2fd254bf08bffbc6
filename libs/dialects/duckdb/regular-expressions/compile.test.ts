import { describe, expect, test } from 'vitest'
import { compilePattern, type PatternUse } from './compile.ts'
import { DEFAULT_OPTIONS, withFlags } from './options.ts'
import { parsePattern } from './parse-pattern.ts'
import { parseSimilar, parseSimilarSubstring } from './similar.ts'

function compiled(pattern: string, use: PatternUse = 'test', flags = ''): string {
  const answer = compilePattern(() => parsePattern(pattern, withFlags(DEFAULT_OPTIONS, flags)), use)
  return answer.kind === 'compiled' ? answer.re2 : `${answer.kind}: ${answer.message}`
}

describe('an expression in RE2’s syntax', () => {
  test.each([
    ['a.c', 'a(?s:.)c'],
    ['^a$', '\\Aa\\z'],
    ['(?n)^a.$', '(?m:^)a[^\\x{0}\\x{a}](?m:$)'],
    ['(?i)aK', '[Aa][Kk]'],
    ['a{2,3}?b{0,}c{1}', 'a{2,3}?b{0,}c{1}'.replace('{0,}', '*')],
    ['[]a-c^-]', '[\\x{2d}\\x{5d}-\\x{5e}a-c]'],
    ['[^[:digit:]]', '[^\\x{0}0-9]'],
    ['(?:a|b)(c)', '(?:a|b)(c)'],
    ['\\x41\\u0042\\.\\t', 'AB\\x{2e}\\x{9}'],
    ['***=a.b', 'a\\x{2e}b'],
    ['(?x) a # b', 'a'],
    ["it's", 'it\\x{27}s'],
    ['a{x', 'a\\x{7b}x'],
  ])('%s', (pattern, re2) => {
    expect(compiled(pattern)).toBe(re2)
  })

  test.each([
    ['(a', 'parentheses () not balanced'],
    ['a)', 'parentheses () not balanced'],
    ['[a', 'brackets [] not balanced'],
    ['a{1', 'braces {} not balanced'],
    ['a{3,2}', 'invalid repetition count(s)'],
    ['*a', 'quantifier operand invalid'],
    ['a|*', 'quantifier operand invalid'],
    ['^*', 'quantifier operand invalid'],
    ['[[:x:]]', 'invalid character class'],
    ['[b-a]', 'invalid character range'],
    ['\\q', 'invalid escape \\ sequence'],
    ['(?z)a', 'invalid embedded option'],
  ])('%s is invalid', (pattern, message) => {
    expect(compiled(pattern)).toBe(`invalid: invalid regular expression: ${message}`)
  })

  test.each(['(a)\\1', 'a(?=b)', 'a(?<!b)', '\\yfoo', '[[.hyphen.]]'])('%s is refused', (pattern) => {
    expect(compiled(pattern)).toMatch(/^unsupported: /)
  })
})

describe('the longest match', () => {
  test('is found where alternatives can stand from long to short', () => {
    expect(compiled('a|ab', 'match')).toBe('ab|a')
    expect(compiled('(.*)-(.*)', 'match')).not.toMatch(/^unsupported/)
    expect(compiled('^\\s+|\\s+$', 'match')).not.toMatch(/^unsupported/)
  })

  test('is refused where backtracking would find a shorter one', () => {
    expect(compiled('a?(ab)?', 'match')).toMatch(/^unsupported: its longest match/)
    expect(compiled('(.*?)-(.*)', 'match')).toMatch(/^unsupported/)
    expect(compiled('(a|ab)(c|bcd)(d*)', 'captures')).toMatch(/^unsupported/)
  })

  test('says what groups capture where there is one way to match', () => {
    expect(compiled('(\\d+)-(\\d+)', 'captures')).toBe('([0-9]+)\\x{2d}([0-9]+)')
    expect(compiled('((a)|b)*', 'captures')).toMatch(/^unsupported: its groups/)
  })
})

describe('SQL’s own expressions', () => {
  test('match the whole text', () => {
    const answer = compilePattern(() => parseSimilar('a(b|c)%_.', '\\'), 'test')
    expect(answer).toMatchObject({ re2: '\\A(?:a(?:b|c)(?s:.)*(?s:.)\\x{2e})\\z' })
  })

  test('capture what stands between the marks', () => {
    const answer = compilePattern(() => parseSimilarSubstring('%#"o_b#"%', '#'), 'captures')
    expect(answer).toMatchObject({ re2: '\\A(?:(?s:.)*?)(o(?s:.)b)(?:(?s:.)*)\\z' })
  })
})
