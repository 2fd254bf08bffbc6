import { expect, test } from 'vitest'
import { PartialMessage } from './message-frames.ts'
import { message } from './testing/decode-answer.ts'

test('a message comes back whole from any parts', () => {
  const whole = message('D', Buffer.from('some values'))
  for (let size = 1; size <= whole.length; size += 1) {
    const partial = new PartialMessage()
    let complete: Buffer | undefined
    for (let at = 0; at < whole.length; at += size) {
      expect(complete).toBeUndefined()
      expect(partial.take(whole.subarray(at, at + size))).toBe(Math.min(size, whole.length - at))
      complete = partial.complete()
    }
    expect(complete).toEqual(whole)
    expect(partial.isEmpty).toBe(true)
  }
})

test('nothing of the next message is taken', () => {
  const partial = new PartialMessage()
  expect(partial.take(Buffer.from('C\0\0\0'))).toBe(4)
  expect(partial.take(Buffer.from('\x05xZ'))).toBe(2)
  expect(partial.complete()?.toString()).toBe('C\0\0\0\x05x')
})

test('what is announced takes no memory before it comes', () => {
  const before = process.memoryUsage().arrayBuffers
  const held = Array.from({ length: 100 }, () => {
    const partial = new PartialMessage()
    partial.take(Buffer.concat([Buffer.from('D\x0f\xff\xff\xff', 'latin1'), Buffer.alloc(100)]))
    return partial
  })
  expect(held).toHaveLength(100)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024)
})
