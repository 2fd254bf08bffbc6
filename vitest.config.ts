import { defineConfig } from 'vitest/config'

const PURE_LIBS = ['libs/arrow', 'libs/config', 'libs/plan', 'libs/query', 'libs/results']

export default defineConfig({
  test: {
    include: ['apps/**/*.test.ts', 'libs/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/services/global-setup.ts'],
    pool: 'forks',
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
