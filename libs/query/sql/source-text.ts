import type { Position } from '#core'

const EXCERPT_WIDTH = 120

/** 1-based line and column of a UTF-16 index of the text; columns count code points. */
export function lineAndColumn(text: string, index: number): Position {
  const start = lineStart(text, index)
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) line++
  return { line, column: codePoints(text.slice(start, index)) + 1 }
}

/** The line that holds the index with a caret under it, on two lines; a long line is cut around the place. */
export function excerptAt(text: string, index: number): string {
  const start = lineStart(text, index)
  const end = text.indexOf('\n', index)
  const line = text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '')
  const before = Array.from(line.slice(0, index - start))
  const after = Array.from(line.slice(index - start))
  const shownBefore = before.length > EXCERPT_WIDTH ? ['…', ...before.slice(-EXCERPT_WIDTH)] : before
  const shownAfter = after.length > EXCERPT_WIDTH ? [...after.slice(0, EXCERPT_WIDTH), '…'] : after
  const indent = shownBefore.map((character) => (character === '\t' ? '\t' : ' '))
  return `${[...shownBefore, ...shownAfter].join('')}\n${indent.join('')}^`
}

/** The UTF-16 index of the n-th code point (from 0); the length of the text when it has fewer. */
export function indexOfCodePoint(text: string, count: number): number {
  let index = 0
  for (let seen = 0; seen < count && index < text.length; seen++) index += widthAt(text, index)
  return index
}

/** The UTF-16 index of a UTF-8 byte offset. */
export function indexOfByte(text: string, byte: number): number {
  let index = 0
  for (let seen = 0; seen < byte && index < text.length; ) {
    const code = text.codePointAt(index) ?? 0
    seen += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    index += widthAt(text, index)
  }
  return index
}

function lineStart(text: string, index: number): number {
  return index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1
}

function widthAt(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
