import { decodeBatches } from '#arrow'
import type { Kernel } from '#kernels'
import type { Residual } from '#plan'
import type { KeyReader } from './dynamic-filter.ts'
import { joinedRange } from './key-values.ts'

/** Reads the keys of dynamic filters from the tables of a kernel. */
export function kernelKeys(kernel: Kernel): KeyReader {
  return {
    async keys({ keys }) {
      return (await texts(kernel, keys)).flatMap(([key]) => key ?? [])
    },
    async range({ range }) {
      const [ends] = range === null ? [] : await texts(kernel, range)
      const [least, greatest] = ends ?? []
      return typeof least === 'string' && typeof greatest === 'string' ? [least, greatest] : undefined
    },
  }
}

/** The keys of all readers, of which each has some. */
export function joinedKeys(readers: readonly KeyReader[]): KeyReader {
  return {
    async keys(filter) {
      const found = await Promise.all(readers.map((reader) => reader.keys(filter)))
      return [...new Set(found.flat())].slice(0, filter.max_keys + 1)
    },
    async range(filter) {
      const ranges = await Promise.all(readers.map((reader) => reader.range(filter)))
      return joinedRange(ranges.filter((range) => range !== undefined))
    },
  }
}

/** The rows of a statement whose columns are all text. */
async function texts(kernel: Kernel, query: Residual): Promise<readonly (readonly (string | null)[])[]> {
  const batches = decodeBatches(await kernel.collect(query))
  return batches.flatMap((batch) =>
    Array.from({ length: batch.numRows }, (_, row) =>
      query.fields.map((_field, column): string | null => batch.getChildAt(column)?.get(row) ?? null),
    ),
  )
}
