import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/**
 * Ends a test run with the line `N passed, N failed`. A file that could not be run, and an error outside every
 * test, count as one failure each; so does a skipped test, since the project has none.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0
    let failed = unhandled.length
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state)
      passed += states.filter((state) => state === 'passed').length
      const others = states.filter((state) => state !== 'passed').length
      const hasOwnFailure = module.state() === 'failed' && others === 0
      failed += others + (hasOwnFailure ? 1 : 0)
    }
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
  }
}
