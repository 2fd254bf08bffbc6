import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import LongestFirst from './scripts/longest-first.ts'

const PURE_LIBS = ['libs/arrow', 'libs/config', 'libs/plan', 'libs/query', 'libs/results']

export default defineConfig({
  test: {
    include: ['apps/**/*.test.ts', 'libs/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/services/global-setup.ts'],
    pool: 'forks',
    // A file waits for servers and kernels about half of its time: two keep two processors busy.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    // What runs in this process and needs no server: `npm run coverage`.
    coverage: {
      provider: 'v8',
      reporter: ['text-summary'],
      include: PURE_LIBS.map((lib) => `${lib}/**/*.ts`),
      exclude: ['**/*.test.ts', '**/testing/**', '**/*.suite.ts'],
      thresholds: { lines: 85, branches: 75 },
    },
    // The first hook that asks for a service waits until it is up.
    hookTimeout: 120_000,
  },
})
