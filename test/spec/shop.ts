import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createConnection } from 'mysql2/promise'
import { freshMysqlDatabase, freshPostgresDatabase } from '../services/index.ts'
import { referenceExecute } from '../support/reference.ts'

/** The specification's tables, spread over four sources, and all of them in one reference PostgreSQL. */
export interface Shop {
  readonly datasources: string
  readonly reference: string
}

const CUSTOMERS = 60
const EVENTS = ['login', 'view', 'search', 'purchase']

type Value = string | number | boolean | null
type Row = readonly Value[]

/** The day `days` before today, UTC. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
}

function users(): Row[] {
  return Array.from({ length: CUSTOMERS }, (_, index) => {
    const id = index + 1
    const email = id % 7 === 0 ? null : `user${id}@example.com`
    return [
      id,
      `User ${String.fromCharCode(65 + (id % 26))}${id}`,
      email,
      `2023-0${1 + (id % 9)}-11 10:20:30.25`,
      id % 6 !== 0,
    ]
  })
}

/** Customer n has n orders, so that counts never tie. Amounts are exact in binary, so that sums are. */
function orders(): Row[] {
  const rows: Row[] = []
  for (let customer = 1; customer <= CUSTOMERS; customer++) {
    for (let n = 0; n < customer; n++) {
      const id = rows.length + 1
      rows.push([
        id,
        customer,
        ((id * 7919) % 40_000) / 4 + customer / 64,
        daysAgo((id * 31) % 500),
        id % 9 === 0 ? 'open' : 'shipped',
      ])
    }
  }
  return rows
}

function events(): Row[] {
  return Array.from({ length: 2000 }, (_, index) => [
    1 + ((index * 17) % CUSTOMERS),
    EVENTS[index % EVENTS.length] ?? '',
    daysAgo((index * 7) % 600),
    `{"n": ${index}}`,
  ])
}

function products(): Row[] {
  return Array.from({ length: 80 }, (_, index) => [
    index + 1,
    ['books', 'music', 'garden', 'tools', 'toys'][index % 5] ?? '',
    ((index * 37) % 400) / 4 + (index % 5),
    index % 9 === 0 ? 0 : 1,
  ])
}

function sales(): Row[] {
  return Array.from({ length: 900 }, (_, index) => [
    1 + (index % 45),
    daysAgo((index * 13) % 400),
    ['north', 'south', 'east', 'west'][(index * 3) % 4] ?? '',
    ((index * 7919) % 8000) / 4 + index / 1024,
  ])
}

function literal(value: Value): string {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}

function insert(table: string, rows: readonly Row[]): string {
  return `INSERT INTO ${table} VALUES ${rows.map((row) => `(${row.map(literal).join(', ')})`).join(',\n')}`
}

const DEFINITIONS = {
  users: 'id bigint, name text, email text, created_at timestamp, is_active boolean',
  orders: 'id bigint, customer_id bigint, amount double precision, order_date date, status text',
  analytics: 'user_id bigint, event_name text, event_date date, properties text',
  products: 'id bigint, category text, price double precision, is_active boolean',
  sales_fact: 'customer_id bigint, order_date date, region text, amount double precision',
} as const

/** Makes the databases and the datasources file. */
export async function makeShop(folder: string): Promise<Shop> {
  const app = await freshPostgresDatabase()
  const warehouse = await freshPostgresDatabase()
  const legacy = await freshMysqlDatabase()
  const reference = await freshPostgresDatabase()
  await referenceExecute(
    app.url,
    'CREATE TABLE users (id integer PRIMARY KEY, name varchar(50) NOT NULL, email text, created_at timestamp NOT NULL, is_active boolean NOT NULL)',
  )
  await referenceExecute(app.url, insert('users', users()))
  await referenceExecute(
    warehouse.url,
    `CREATE TABLE analytics (${DEFINITIONS.analytics}); CREATE TABLE sales_fact (${DEFINITIONS.sales_fact})`,
  )
  await referenceExecute(warehouse.url, `${insert('analytics', events())}; ${insert('sales_fact', sales())}`)
  const mysql = await createConnection({ uri: legacy.url })
  await mysql.query(
    'CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, amount double NOT NULL, order_date date NOT NULL, status varchar(20) NOT NULL)',
  )
  await mysql.query(insert('orders', orders()))
  await mysql.end()
  makeProducts(join(folder, 'products.db'))
  for (const [table, columns] of Object.entries(DEFINITIONS)) {
    await referenceExecute(reference.url, `CREATE TABLE ${table} (${columns})`)
  }
  const booleans = products().map(
    ([id, category, price, active]): Row => [id ?? null, category ?? null, price ?? null, active === 1],
  )
  const rows = { users: users(), orders: orders(), analytics: events(), products: booleans, sales_fact: sales() }
  for (const [table, values] of Object.entries(rows)) await referenceExecute(reference.url, insert(table, values))
  const datasources = join(folder, 'datasources.yaml')
  writeFileSync(datasources, yaml(app.url, warehouse.url, legacy.url))
  return { datasources, reference: reference.url }
}

function makeProducts(file: string): void {
  const database = new DatabaseSync(file)
  database.exec('CREATE TABLE products (id INTEGER PRIMARY KEY, category TEXT, price REAL, is_active INTEGER)')
  database.exec(insert('products', products()))
  database.close()
}

/** As in the specification: a source a table, and what the columns are. */
function yaml(app: string, warehouse: string, legacy: string): string {
  return `sources:
  users: {type: postgres, uri: "${app}"}
  orders: {type: mysql, uri: "${legacy}"}
  analytics: {type: postgres, uri: "${warehouse}"}
  products: {type: sqlite, path: products.db}
  warehouse: {type: postgres, uri: "${warehouse}"}
tables:
  users:
    columns:
      id: {type: integer, primary_key: true}
      name: {type: string}
      email: {type: string}
      created_at: {type: timestamp}
      is_active: {type: boolean}
  orders:
    columns:
      id: {type: integer, primary_key: true}
      customer_id: {type: integer}
      amount: {type: float}
      order_date: {type: date}
      status: {type: string}
  analytics:
    columns:
      user_id: {type: integer}
      event_name: {type: string}
      event_date: {type: date}
      properties: {type: string}
  products:
    columns:
      id: {type: integer, primary_key: true}
      category: {type: string}
      price: {type: float}
      is_active: {type: boolean}
`
}
