import { typeName } from '#arrow'
import { bindSql } from './catalog.ts'

/** The columns of a query over the test catalog as `name type, ...`. @throws ValidationError */
export async function columnsOf(sql: string): Promise<string> {
  const { fields } = await bindSql(sql)
  return fields.map(({ name, type }) => `${name} ${typeName(type)}`).join(', ')
}

/** The type of an expression over the columns of the table `types`. @throws ValidationError */
export async function typeOfValue(expression: string): Promise<string> {
  const { fields } = await bindSql(`select ${expression} as x from types`)
  return fields.map(({ type }) => typeName(type)).join()
}
