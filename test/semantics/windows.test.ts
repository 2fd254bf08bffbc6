import { comparedEngines, testStatements } from './support/relational.ts'
import { WINDOWS } from './windows.cases.ts'

testStatements('windows', comparedEngines(), WINDOWS)
