import { QUANTIFIED, ROWS } from './rows.cases.ts'
import { comparedEngines, testStatements } from './support/relational.ts'

const engines = comparedEngines()

testStatements('row values', engines, ROWS)
testStatements('ANY, ALL and IN over subqueries', engines, QUANTIFIED)
