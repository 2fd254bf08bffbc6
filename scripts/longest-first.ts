import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take longest, the longest first: one that began last would run alone for minutes. */
const LONGEST = [
  'test/random/random.test.ts',
  'test/semantics/sources.test.ts',
  'test/tpch/tpch.test.ts',
  'test/semantics/traps.test.ts',
  'test/semantics/accepted-rows.test.ts',
  'test/semantics/number-formats.test.ts',
  'test/package/package.test.ts',
  'test/e2e/',
]

/** Runs test files longest first, so that the workers end at about the same time. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

function rank({ moduleId }: TestSpecification): number {
  const index = LONGEST.findIndex((path) => moduleId.includes(`/${path}`))
  return index === -1 ? LONGEST.length : index
}
