import { DISTINCT_ON, LIMITS, LIMITS_BELOW_JOINS } from './row-limits.cases.ts'
import { comparedEngines, testStatements } from './support/relational.ts'

const engines = comparedEngines()

testStatements('DISTINCT ON', engines, DISTINCT_ON)
testStatements('LIMIT, OFFSET and FETCH', engines, LIMITS)

const inOneThread = comparedEngines({}, { performance: { enable_parallel_execution: false } })

testStatements('LIMIT below a join', inOneThread, LIMITS_BELOW_JOINS)
