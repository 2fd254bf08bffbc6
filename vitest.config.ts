import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['apps/**/*.test.ts', 'libs/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/services/global-setup.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    // The first hook that asks for a service waits until it is up.
    hookTimeout: 120_000,
  },
})
