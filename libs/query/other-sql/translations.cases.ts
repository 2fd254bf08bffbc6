import type { InputDialectName } from './input-dialect.ts'

export type Row = readonly [written: string, postgres: string]

/** Texts of other dialects, and the text of PostgreSQL that asks the same. */
export const TRANSLATIONS: Readonly<Record<Exclude<InputDialectName, 'postgres'>, readonly Row[]>> = {
  mysql: [
    ["SELECT `id`, \"it's\", 'a''b', 1.10 FROM `users` u", `SELECT id, 'it''s', 'a''b', 1.10 FROM users u`],
    ["SELECT 'a\\tb' AS t", "SELECT E'a\\tb' AS t"],
    ['SELECT 12345678901234567890, -1, 1e3', 'SELECT 12345678901234567890, -1, 1e3'],
    ['SELECT a / b AS q FROM t', 'SELECT a * 1.0 / nullif(b, 0) AS q FROM t'],
    ['SELECT a--1 AS x FROM t', 'SELECT a - -1 AS x FROM t'],
    ['SELECT NOW() AS n, CURDATE() AS d', "SELECT date_trunc('second', localtimestamp) AS n, current_date AS d"],
    ['SELECT a FROM t WHERE RAND() < 0.1', 'SELECT a FROM t WHERE random() < 0.1'],
    ['SELECT a DIV b AS q FROM t', 'SELECT cast(trunc(a * 1.0 / nullif(b, 0)) AS bigint) AS q FROM t'],
    ['SELECT a % b AS r, MOD(a, b) AS m FROM t', 'SELECT a % nullif(b, 0) AS r, a % nullif(b, 0) AS m FROM t'],
    ['SELECT a - b - c * d AS x FROM t', 'SELECT a - b - c * d AS x FROM t'],
    ['SELECT * FROM t WHERE a = 1 OR b = 2 AND NOT c', 'SELECT * FROM t WHERE a = 1 OR b = 2 AND NOT c'],
    ['SELECT * FROM t WHERE (a = 1 OR b = 2) AND c > 3', 'SELECT * FROM t WHERE (a = 1 OR b = 2) AND c > 3'],
    ['SELECT * FROM t WHERE NOT a = 1', 'SELECT * FROM t WHERE NOT a = 1'],
    [
      "SELECT * FROM t WHERE a IN (1, 2) AND b NOT LIKE 'a%' AND c BETWEEN 1 AND 2 AND d IS NOT NULL",
      "SELECT * FROM t WHERE a IN (1, 2) AND b NOT LIKE 'a%' AND c BETWEEN 1 AND 2 AND d IS NOT NULL",
    ],
    [
      'SELECT a FROM t ORDER BY a, b DESC LIMIT 2, 5',
      'SELECT a FROM t ORDER BY a ASC NULLS FIRST, b DESC NULLS LAST LIMIT 5 OFFSET 2',
    ],
    ['SELECT a FROM t LIMIT 5 OFFSET 2', 'SELECT a FROM t LIMIT 5 OFFSET 2'],
    [
      "SELECT IFNULL(a, 0) AS x, IF(a > 1, 'y', 'n') AS y FROM t",
      "SELECT coalesce(a, 0) AS x, CASE WHEN a > 1 THEN 'y' ELSE 'n' END AS y FROM t",
    ],
    ["SELECT CONCAT(a, '-', b) AS x FROM t", "SELECT a || '-' || b AS x FROM t"],
    ['SELECT YEAR(d) AS y FROM t', 'SELECT cast(extract(year FROM d) AS integer) AS y FROM t'],
    ['SELECT DATE_ADD(d, INTERVAL 1 MONTH) AS x FROM t', "SELECT d + interval '1 month' AS x FROM t"],
    [
      "SELECT DATE_SUB(DATE '2024-03-31', INTERVAL 1 MONTH) AS x",
      "SELECT cast(date '2024-03-31' - interval '1 month' AS date) AS x",
    ],
    ['SELECT LENGTH(a) AS x, CHAR_LENGTH(a) AS y FROM t', 'SELECT octet_length(a) AS x, char_length(a) AS y FROM t'],
    [
      'SELECT CAST(a AS SIGNED) AS x, CAST(b AS DECIMAL(10, 2)) AS y FROM t',
      'SELECT cast(a AS bigint) AS x, cast(b AS numeric(10, 2)) AS y FROM t',
    ],
    [
      'SELECT a, COUNT(*) AS n, SUM(b) AS s, COUNT(DISTINCT c) AS d FROM t GROUP BY a HAVING COUNT(*) > 1',
      'SELECT a, count(*) AS n, sum(b) AS s, count(DISTINCT c) AS d FROM t GROUP BY a HAVING count(*) > 1',
    ],
    [
      'SELECT u.id FROM users u LEFT JOIN shop.orders AS o ON u.id = o.user_id',
      'SELECT u.id FROM users u LEFT JOIN shop.orders o ON u.id = o.user_id',
    ],
    ['SELECT * FROM t JOIN u USING (id) CROSS JOIN v', 'SELECT * FROM t JOIN u USING (id) CROSS JOIN v'],
    [
      'WITH a AS (SELECT 1 AS x) SELECT DISTINCT a.* FROM a WHERE x = :p',
      'WITH a AS (SELECT 1 AS x) SELECT DISTINCT a.* FROM a WHERE x = :p',
    ],
    [
      'SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY 1 LIMIT 3',
      'SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY 1 ASC NULLS FIRST LIMIT 3',
    ],
    [
      'SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id) AND a NOT IN (SELECT b FROM v)',
      'SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id) AND a NOT IN (SELECT b FROM v)',
    ],
    [
      'SELECT CASE a WHEN 1 THEN 2 ELSE 3 END AS x, (SELECT MAX(b) FROM u) AS m FROM t',
      'SELECT CASE a WHEN 1 THEN 2 ELSE 3 END AS x, (SELECT max(b) FROM u) AS m FROM t',
    ],
    [
      'SELECT SUM(a) OVER (PARTITION BY b ORDER BY c ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM t',
      'SELECT sum(a) OVER (PARTITION BY b ORDER BY c ASC NULLS FIRST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM t',
    ],
    ['SELECT a -- the key\n, b # more\n FROM t /* of all */', 'SELECT a, b FROM t'],
    [
      'SELECT GREATEST(a, b) AS g FROM t',
      'SELECT CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE greatest(a, b) END AS g FROM t',
    ],
  ],
  bigquery: [
    [
      'SELECT GENERATE_UUID() AS u, RAND() AS r FROM t',
      'SELECT cast(gen_random_uuid() AS text) AS u, random() AS r FROM t',
    ],
    [
      'SELECT `a`, "s" AS s FROM `project.data.users` AS u WHERE u.id = @p',
      `SELECT a, 's' AS s FROM project.data.users AS u WHERE u.id = :p`,
    ],
    ['SELECT a / b AS q FROM t', 'SELECT a * 1.0 / b AS q FROM t'],
    ['SELECT SAFE_DIVIDE(a, b) AS q FROM t', 'SELECT a * 1.0 / nullif(b, 0) AS q FROM t'],
    ['SELECT COUNTIF(a > 1) AS n FROM t', 'SELECT count(*) FILTER (WHERE a > 1) AS n FROM t'],
    ['SELECT a || b AS x, CONCAT(a, b) AS y FROM t', 'SELECT a || b AS x, a || b AS y FROM t'],
    [
      'SELECT IF(a > 1, b, c) AS x, IFNULL(a, 0) AS y FROM t',
      'SELECT CASE WHEN a > 1 THEN b ELSE c END AS x, coalesce(a, 0) AS y FROM t',
    ],
    [
      'SELECT CAST(a AS INT64) AS x, CAST(a AS STRING) AS y FROM t',
      'SELECT cast(a AS bigint) AS x, cast(a AS text) AS y FROM t',
    ],
    ['SELECT t.a FROM t JOIN u ON t.id = u.id', 'SELECT t.a FROM t JOIN u ON t.id = u.id'],
    ['SELECT a FROM t UNION DISTINCT SELECT b FROM u', 'SELECT a FROM t UNION SELECT b FROM u'],
    ['SELECT a FROM t ORDER BY a DESC', 'SELECT a FROM t ORDER BY a DESC NULLS LAST'],
    ['SELECT * FROM t WHERE a = 1 OR b = 2 AND c = 3', 'SELECT * FROM t WHERE a = 1 OR b = 2 AND c = 3'],
  ],
  snowflake: [
    [
      'SELECT a::int AS x, b::number(10, 2) AS y FROM t',
      'SELECT cast(a AS numeric(38, 0)) AS x, cast(b AS numeric(10, 2)) AS y FROM t',
    ],
    [
      'SELECT "Name" AS n, IFF(a > 1, b, c) AS x, NVL(a, b) AS y FROM db.s.t',
      'SELECT "Name" AS n, CASE WHEN a > 1 THEN b ELSE c END AS x, coalesce(a, b) AS y FROM db.s.t',
    ],
    ['SELECT a / b AS q FROM t', 'SELECT a * 1.0 / b AS q FROM t'],
    [
      "SELECT DATEADD(day, 1, d) AS x FROM t WHERE b ILIKE 'x%'",
      "SELECT d + interval '1 day' AS x FROM t WHERE b ILIKE 'x%'",
    ],
    [
      'SELECT a FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY b ORDER BY c DESC) = 1',
      'SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY b ORDER BY c DESC NULLS FIRST) = 1',
    ],
    ['SELECT t.a, u.* FROM t JOIN u ON t.id = u.id', 'SELECT t.a, u.* FROM t JOIN u ON t.id = u.id'],
    ['SELECT a FROM t ORDER BY a LIMIT 3', 'SELECT a FROM t ORDER BY a ASC NULLS LAST LIMIT 3'],
  ],
  athena: [
    [
      'SELECT rand() AS a, random() AS b, uuid() AS c FROM t',
      'SELECT random() AS a, random() AS b, gen_random_uuid() AS c FROM t',
    ],
    ['SELECT t.a FROM t JOIN u ON t.id = u.id', 'SELECT t.a FROM t JOIN u ON t.id = u.id'],
    ['SELECT a / b AS q, "N" FROM db.t', 'SELECT a / b AS q, "N" FROM db.t'],
    ['SELECT a FROM t ORDER BY a DESC', 'SELECT a FROM t ORDER BY a DESC NULLS LAST'],
    [
      "SELECT date_add('day', 1, d) AS x, year(d) AS y FROM t",
      "SELECT d + interval '1 day' AS x, cast(extract(year FROM d) AS integer) AS y FROM t",
    ],
    ['SELECT CAST(a AS bigint) AS x, a || b AS c FROM t', 'SELECT cast(a AS bigint) AS x, a || b AS c FROM t'],
    [
      'SELECT if(a > 1, b) AS x, count_if(a > 1) AS n FROM t',
      'SELECT CASE WHEN a > 1 THEN b END AS x, count(*) FILTER (WHERE a > 1) AS n FROM t',
    ],
  ],
}

/** Texts that are refused: dialect, text and failure code. */
export const REFUSALS: readonly (readonly [InputDialectName, string, string])[] = [
  ['mysql', "SELECT DATE_FORMAT(d, '%Y') FROM t", 'UNSUPPORTED'],
  ['mysql', 'SELECT a || b FROM t', 'UNSUPPORTED'],
  ['mysql', "SELECT GROUP_CONCAT(a SEPARATOR ',') FROM t", 'UNSUPPORTED'],
  ['mysql', 'SELECT a FROM t GROUP BY a WITH ROLLUP', 'UNSUPPORTED'],
  ['mysql', 'SELECT a FROM t FOR UPDATE', 'UNSUPPORTED'],
  ['mysql', "SELECT a REGEXP 'x' FROM t", 'UNSUPPORTED'],
  ['mysql', 'SELECT COUNT(DISTINCT a, b) FROM t', 'UNSUPPORTED'],
  ['mysql', 'SELECT a = b = c FROM t', 'UNSUPPORTED'],
  ['mysql', "SELECT 'a' 'b' FROM t", 'UNSUPPORTED'],
  ['mysql', "SELECT a AS 'x' FROM t", 'UNSUPPORTED'],
  ['mysql', 'SELECT a FROM t WHERE a = ?', 'UNSUPPORTED'],
  ['mysql', 'SELECT @a', 'UNSUPPORTED'],
  ['mysql', 'SELECT /*! SQL_NO_CACHE */ a FROM t', 'UNSUPPORTED'],
  ['mysql', 'SELECT SQL_CALC_FOUND_ROWS a FROM t', 'UNSUPPORTED'],
  ['mysql', 'SELECT SUBSTRING(a, -2) FROM t', 'UNSUPPORTED'],
  ['mysql', "SELECT a LIKE 'x' ESCAPE '|' FROM t", 'UNSUPPORTED'],
  ['mysql', 'SELECT a <=> b FROM t', 'SYNTAX_ERROR'],
  ['mysql', 'SELECT a COLLATE utf8_bin FROM t', 'UNSUPPORTED'],
  ['mysql', 'SELECT a AS b FROM t ORDER BY b + 1', 'UNSUPPORTED'],
  ['mysql', 'SELECT * FROM t NATURAL JOIN u', 'SYNTAX_ERROR'],
  ['mysql', 'DELETE FROM t', 'UNSUPPORTED'],
  ['mysql', 'SELECT 1; SELECT 2', 'UNSUPPORTED'],
  ['mysql', 'SELECT FROM', 'SYNTAX_ERROR'],
  ['mysql', "SELECT 'a", 'SYNTAX_ERROR'],
  ['mysql', 'SELECT a::int FROM t', 'SYNTAX_ERROR'],
  ['mysql', '', 'SYNTAX_ERROR'],
  ['mysql', `SELECT ${'('.repeat(5000)}1${')'.repeat(5000)}`, 'LIMIT_EXCEEDED'],
  ['mysql', `SELECT ${'NOT '.repeat(5000)}a FROM t`, 'LIMIT_EXCEEDED'],
  ['mysql', `SELECT 1${' + 1'.repeat(20000)}`, 'LIMIT_EXCEEDED'],
  ['mysql', `SELECT '${'x'.repeat(1024 * 1024)}'`, 'LIMIT_EXCEEDED'],
  ['bigquery', 'SELECT * EXCEPT (a) FROM t', 'UNSUPPORTED'],
  ['bigquery', "SELECT r'a' FROM t", 'UNSUPPORTED'],
  ['bigquery', 'SELECT [1, 2]', 'UNSUPPORTED'],
  ['bigquery', 'SELECT APPROX_COUNT_DISTINCT(a) FROM t', 'UNSUPPORTED'],
  ['bigquery', 'SELECT TRIM(a) FROM t', 'UNSUPPORTED'],
  ['snowflake', 'SELECT a:b FROM t', 'UNSUPPORTED'],
  ['snowflake', 'SELECT count(*) FROM t GROUP BY ALL', 'UNSUPPORTED'],
  ['snowflake', "SELECT TO_DATE('2024-01-01')", 'UNSUPPORTED'],
  ['snowflake', 'SELECT FIRST_VALUE(a) OVER (ORDER BY b) FROM t', 'UNSUPPORTED'],
  ['athena', 'SELECT TRY(a) FROM t', 'UNSUPPORTED'],
  ['athena', 'SELECT approx_distinct(a) FROM t', 'UNSUPPORTED'],
]
