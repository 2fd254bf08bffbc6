import { GROUPING } from './grouping.cases.ts'
import { comparedEngines, testStatements } from './support/relational.ts'

testStatements('GROUP BY', comparedEngines(), GROUPING)
