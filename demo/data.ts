import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DuckDBInstance } from '@duckdb/node-api'
import pg from 'pg'

/** Rows of each table. Every value follows from its row number, so the data is the same on every machine. */
export const ROWS = { users: 50_000, orders: 1_000_000, analytics: 500_000, products: 200 } as const

/** Fills the tables of all three sources. */
export async function loadData(postgresUrl: string, folder: string): Promise<void> {
  await Promise.all([loadUsers(postgresUrl), writeParquetFiles(folder)])
  loadProducts(join(folder, 'products.db'))
}

async function loadUsers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`
      CREATE TABLE users (
        id integer PRIMARY KEY, name text NOT NULL, email text, age integer,
        created_at timestamp NOT NULL, is_active boolean NOT NULL)`)
    await client.query(`
      INSERT INTO users
      SELECT i,
        (ARRAY['Ada','Grace','Alan','Edsger','Barbara','Donald','Frances','Ken','Margaret','Niklaus'])[1 + i % 10]
          || ' ' ||
        (ARRAY['Lovelace','Hopper','Turing','Dijkstra','Liskov','Knuth','Allen','Thompson','Hamilton','Wirth','Ritchie'])[1 + i % 11],
        CASE WHEN i % 17 = 0 THEN NULL ELSE 'user' || i || '@example.com' END,
        18 + i * 7 % 60,
        timestamp '2020-01-01' + i * interval '37 minutes',
        i % 5 <> 0
      FROM generate_series(1, ${ROWS.users}) AS i`)
    await client.query('ANALYZE users')
  } finally {
    await client.end()
  }
}

async function writeParquetFiles(folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const copy = (query: string, file: string): Promise<unknown> =>
    connection.run(`COPY (${query}) TO '${join(folder, file).replaceAll("'", "''")}' (FORMAT parquet)`)
  try {
    await copy(
      `SELECT i::INTEGER AS id,
        (1 + (i * 7919 + i * i % 104729) % ${ROWS.users})::INTEGER AS customer_id,
        'Product ' || (1 + i * 31 % ${ROWS.products}) AS product_name,
        ((199 + i * 48271 % 49800) / 100)::DECIMAL(10, 2) AS amount,
        (DATE '2023-01-01' + (i * 16807 % 1096)::INTEGER)::DATE AS order_date,
        CASE i % 20 WHEN 0 THEN 'returned' WHEN 1 THEN 'open' ELSE 'shipped' END AS status
      FROM range(1, ${ROWS.orders + 1}) AS r(i)`,
      'orders.parquet',
    )
    await copy(
      `SELECT (1 + i * 104729 % ${ROWS.users})::INTEGER AS user_id,
        CASE i % 4 WHEN 0 THEN 'login' WHEN 1 THEN 'search' WHEN 2 THEN 'view' ELSE 'purchase' END AS event_name,
        (DATE '2024-01-01' + (i * 1299709 % 731)::INTEGER)::DATE AS event_date,
        '{"n": ' || i || '}' AS properties
      FROM range(1, ${ROWS.analytics + 1}) AS r(i)`,
      'analytics.parquet',
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function loadProducts(file: string): void {
  const database = new DatabaseSync(file)
  database.exec(`
    CREATE TABLE products (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL, price REAL NOT NULL, is_active INTEGER NOT NULL);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS.products})
    INSERT INTO products
    SELECT i, 'Product ' || i,
      CASE i % 5 WHEN 0 THEN 'books' WHEN 1 THEN 'music' WHEN 2 THEN 'garden' WHEN 3 THEN 'tools' ELSE 'toys' END,
      (199 + i * 48271 % 49800) / 100.0, i % 9 <> 0
    FROM n`)
  database.close()
}

/** The datasources file of the demo. */
export function datasourcesYaml(postgres: { host: string; port: number; user: string }, folder: string): string {
  return `sources:
  users:
    type: postgres
    host: ${postgres.host}
    port: ${postgres.port}
    database: shop
    username: ${postgres.user}
    password: \${DEMO_PASSWORD}
  orders:
    type: parquet
    path: ${join(folder, 'orders.parquet')}
  analytics:
    type: parquet
    path: ${join(folder, 'analytics.parquet')}
  products:
    type: sqlite
    path: ${join(folder, 'products.db')}

tables:
  products:
    columns:
      id: {type: integer, primary_key: true}
      name: {type: string}
      category: {type: string}
      price: {type: float}
      is_active: {type: boolean}
`
}
