#!/usr/bin/env node
import { collectLessOften } from './garbage-collection.ts'
import { endWithLauncher, isNodeNewEnough, runOnPackagedNode } from './node-version.ts'

if (isNodeNewEnough()) {
  endWithLauncher()
  const { cacheCompiledCode } = await import('./compile-cache.ts')
  cacheCompiledCode()
  collectLessOften()
  const { run } = await import('./run.ts')
  process.exitCode = await run(process.argv.slice(2))
} else {
  process.exitCode = await runOnPackagedNode(process.argv.slice(1))
}
