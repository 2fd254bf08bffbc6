/**
 * What several generators give, each value as soon as it is there. One is asked for its next value only when its last one
 * has been taken. When one throws, or the consumer stops, `stop` ends the others, and all are waited for.
 */
export async function* merged<Value>(
  generators: readonly AsyncGenerator<Value>[],
  stop: () => void,
): AsyncGenerator<Value> {
  const waiting = new Map(generators.map((generator) => [generator, nextOf(generator)]))
  try {
    while (waiting.size > 0) {
      const { generator, result } = await Promise.race(waiting.values())
      if (result.done === true) {
        waiting.delete(generator)
        continue
      }
      yield result.value
      waiting.set(generator, nextOf(generator))
    }
  } finally {
    if (waiting.size > 0) stop()
    // What they fail with now follows from what has been thrown already, or is of no interest to who stopped.
    await Promise.allSettled([...waiting.values(), ...generators.map((generator) => generator.return(undefined))])
  }
}

async function nextOf<Value>(
  generator: AsyncGenerator<Value>,
): Promise<{ readonly generator: AsyncGenerator<Value>; readonly result: IteratorResult<Value> }> {
  return { generator, result: await generator.next() }
}
