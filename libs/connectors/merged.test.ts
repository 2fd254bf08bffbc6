import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { merged } from './merged.ts'

/** Counts up, a step each few milliseconds, until it is stopped; says what it was asked for. */
async function* counting(name: string, most: number, signal: AbortSignal, asked: string[]): AsyncGenerator<string> {
  try {
    for (let step = 0; step < most; step++) {
      asked.push(`${name}${step}`)
      await delay(5, undefined, { signal })
      yield `${name}${step}`
    }
  } finally {
    asked.push(`${name} closed`)
  }
}

test('all that each gives, in its order', async () => {
  const stop = new AbortController()
  const asked: string[] = []
  const found: string[] = []
  const both = [counting('a', 4, stop.signal, asked), counting('b', 2, stop.signal, asked)]
  for await (const value of merged(both, () => stop.abort())) found.push(value)
  expect(found.toSorted()).toEqual(['a0', 'a1', 'a2', 'a3', 'b0', 'b1'])
  expect(found.filter((value) => value.startsWith('a'))).toEqual(['a0', 'a1', 'a2', 'a3'])
  expect(stop.signal.aborted).toBe(false)
})

test('none is asked for more before its last value has been taken', async () => {
  const stop = new AbortController()
  const asked: string[] = []
  const rows = merged([counting('a', 9, stop.signal, asked)], () => stop.abort())
  await rows.next()
  await delay(30)
  expect(asked).toEqual(['a0'])
  await rows.return(undefined)
  expect(asked).toEqual(['a0', 'a closed'])
})

test('what one throws ends the others', async () => {
  const stop = new AbortController()
  const asked: string[] = []
  async function* failing(): AsyncGenerator<string> {
    yield 'x'
    throw new Error('broken')
  }
  const all = async (): Promise<void> => {
    for await (const _ of merged([counting('a', 10_000, stop.signal, asked), failing()], () => stop.abort()))
      await delay(1)
  }
  await expect(all()).rejects.toThrow('broken')
  expect(asked.at(-1)).toBe('a closed')
})
