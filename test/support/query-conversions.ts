import { expect, test } from 'vitest'
import { parseQueryRequest, parseSql, type QueryRequest } from '#query'

/** One test for each pair: the SQL becomes exactly this QueryRequest, which JSON and the schema leave as it is. */
export function testConversions(cases: readonly (readonly [sql: string, expected: QueryRequest])[]): void {
  test.each(cases)('%s', async (sql, expected) => {
    expect(await convertedAndChecked(sql)).toStrictEqual(expected)
  })
}

/** The QueryRequest of the SQL, after it was shown to survive JSON and to pass the schema. */
export async function convertedAndChecked(sql: string): Promise<QueryRequest> {
  const { request } = await parseSql(sql)
  const copy: unknown = JSON.parse(JSON.stringify(request))
  expect(copy).toStrictEqual(request)
  expect(parseQueryRequest(copy).request).toStrictEqual(request)
  return request
}
