import { expect, test } from 'vitest'
import { layOutSql } from './sql-layout.ts'

test('clauses, joins and conditions begin lines, subqueries are indented', () => {
  const sql =
    'SELECT t1."a" AS "c1" FROM (SELECT t0."a" AS "a" FROM "t" AS t0 WHERE (t0."b" = 1) AND EXISTS (SELECT 1 FROM "u" WHERE x)) AS t1 LEFT JOIN "v" AS t2 ON (t1."a" = t2."a") GROUP BY t1."a" ORDER BY 1 LIMIT 5'
  expect(layOutSql(sql)).toBe(`SELECT t1."a" AS "c1"
FROM (
  SELECT t0."a" AS "a"
  FROM "t" AS t0
  WHERE (t0."b" = 1)
    AND EXISTS (
    SELECT 1
    FROM "u"
    WHERE x
  )
) AS t1
LEFT JOIN "v" AS t2 ON (t1."a" = t2."a")
GROUP BY t1."a"
ORDER BY 1
LIMIT 5`)
})

test.each([
  ['keywords in text and names', `SELECT 'a FROM b', "c WHERE d", \`e AND f\``],
  ['functions', 'SELECT extract(year FROM d), sum(x ORDER BY y), count(*) OVER (PARTITION BY a ORDER BY b)'],
  ['CASE', 'SELECT CASE WHEN a AND b THEN 1 ELSE 0 END, 2'],
  ['conditions in parentheses and IS DISTINCT FROM', 'SELECT (a AND b), a IS NOT DISTINCT FROM b, left(a, 2)'],
])('%s stay on their line', (_name, sql) => {
  expect(layOutSql(sql)).toBe(sql)
})

test('only blanks change', () => {
  const sql = `SELECT ${Array.from({ length: 40 }, (_, index) => `t0."column_${index}" AS "c${index}"`).join(', ')} FROM "t" AS t0`
  const text = layOutSql(sql)
  expect(text.split('\n').length).toBeGreaterThan(5)
  expect(text.replace(/\s+/g, ' ')).toBe(sql)
})
