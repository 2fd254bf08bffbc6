import { COMMON_TABLES } from './common-tables.cases.ts'
import { comparedEngines, testStatements } from './support/relational.ts'

testStatements('Common tables in subqueries', comparedEngines(), COMMON_TABLES)
