import { DatabaseSync } from 'node:sqlite'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'

const TEXTS = ['a', 'A', 'a ', 'ä', 'b', 'ß', 'ss', '', "it's", 'back\\slash', '"', '😀', '{1,2}', 'NULL']
/** Rows of `facts`. */
export const FACTS = 2_800
const MANY = 260_000

/** One row in seven has no keys; every other key stands in many rows. */
const FACT_COLUMNS = 'id int, k_small smallint, k_int int, k_big bigint, k_dec decimal(12,2), k_date date'

function factsSql(text: (n: number) => string): string {
  return Array.from({ length: FACTS }, (_, id) => {
    const key = id % 7 === 0 ? null : id % 400
    const date = key === null ? 'NULL' : `'2024-01-${String((key % 28) + 1).padStart(2, '0')}'`
    const numbers = key === null ? 'NULL, NULL, NULL, NULL' : `${key}, ${key}, ${key}, ${key}.50`
    const stamp = key === null ? 'NULL' : `'2024-01-01 00:00:${String(key % 60).padStart(2, '0')}.500000'`
    return `(${id}, ${numbers}, ${date}, ${stamp}, ${key === null ? 'NULL' : text(key % TEXTS.length)})`
  }).join(', ')
}

const quoted = (n: number): string => `'${(TEXTS[n] ?? '').replaceAll("'", "''")}'`

/** `facts`; `keys`, a few rows of it and some more; and `many`, a table that has an index. */
export async function fillPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`CREATE TABLE facts (${FACT_COLUMNS}, k_stamp timestamp, k_text text, k_uuid uuid);
    INSERT INTO facts VALUES ${factsSql(quoted)};
    UPDATE facts SET k_uuid = ('00000000-0000-0000-0000-' || lpad((k_int % 50)::text, 12, '0'))::uuid;
    CREATE TABLE many AS SELECT n AS id, (n * 3)::bigint AS k FROM generate_series(1, ${MANY}) AS n;
    CREATE INDEX ON many (k);
    CREATE TABLE keys (id int, k_small smallint, k_int int, k_big bigint, k_dec decimal(14,3), k_date date,
      k_stamp timestamp, k_text text, k_uuid uuid);
    INSERT INTO keys SELECT id, k_small, k_int, k_big, k_dec, k_date, k_stamp, k_text, k_uuid FROM facts WHERE id < 120;
    INSERT INTO keys (id, k_dec, k_big) VALUES (120, 5, 5000000000), (121, 7.5, -9223372036854775808), (122, 8.501, NULL);
    CREATE TABLE floats (id int, f float8); INSERT INTO floats SELECT n, n FROM generate_series(1, 30) AS n;
    ANALYZE`)
  await client.end()
}

/** `facts`, its text under three collations, and `many`. */
export async function fillMysql(url: string): Promise<void> {
  const client = await createConnection({ uri: url, multipleStatements: true, charset: 'utf8mb4' })
  await client.query('SET sql_mode = CONCAT(@@sql_mode, ",NO_BACKSLASH_ESCAPES")')
  await client.query(`CREATE TABLE facts (${FACT_COLUMNS}, k_stamp datetime(6), k_text varchar(20)
      CHARACTER SET utf8mb4 COLLATE utf8mb4_bin) CHARACTER SET utf8mb4`)
  await client.query(`INSERT INTO facts VALUES ${factsSql(quoted)}`)
  await client.query(`ALTER TABLE facts ADD COLUMN k_ci varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci,
    ADD COLUMN k_latin varchar(20) CHARACTER SET latin1, ADD COLUMN k_unsigned bigint unsigned`)
  await client.query(`UPDATE facts SET k_ci = k_text, k_unsigned = k_int`)
  await client.query(`UPDATE facts SET k_latin = k_text WHERE k_text <> '😀'`)
  const digits =
    '(SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)'
  await client.query(`CREATE TABLE many (id int, k bigint, KEY (k))`)
  await client.query(`INSERT INTO many SELECT n, n * 3 FROM (
    SELECT 1 + a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n AS n
    FROM ${digits} a, ${digits} b, ${digits} c, ${digits} d, ${digits} e, ${digits} f WHERE f.n < 3) AS numbers
    WHERE n <= ${MANY}`)
  await client.query('ANALYZE TABLE facts, many')
  await client.end()
}

/** `facts` and `many`, with what types SQLite has. */
export function fillSqlite(file: string): void {
  const database = new DatabaseSync(file)
  database.exec(`CREATE TABLE facts (id INTEGER, k_int INTEGER, k_text TEXT COLLATE NOCASE);
    CREATE TABLE many (id INTEGER PRIMARY KEY, k INTEGER);
    CREATE INDEX by_k ON many (k);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MANY}) INSERT INTO many SELECT i, i * 3 FROM n;`)
  const insert = database.prepare('INSERT INTO facts VALUES (?, ?, ?)')
  database.exec('BEGIN')
  for (let id = 0; id < FACTS; id += 1) {
    const key = id % 7 === 0 ? null : id % 400
    insert.run(id, key, key === null ? null : (TEXTS[key % TEXTS.length] ?? null))
  }
  database.exec('COMMIT; ANALYZE')
  database.close()
}
