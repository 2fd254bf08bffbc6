import { DISTINCT_ON, LIMITS } from './row-limits.cases.ts'
import { comparedEngines, testStatements } from './support/relational.ts'

const engines = comparedEngines()

testStatements('DISTINCT ON', engines, DISTINCT_ON)
testStatements('LIMIT, OFFSET and FETCH', engines, LIMITS)
