/** One table of TPC-H as every home declares it. */
export interface Table {
  readonly name: string
  /** Columns with SQL types that PostgreSQL, MySQL and DuckDB all read. */
  readonly columns: Readonly<Record<string, string>>
  readonly key: readonly string[]
  /** Columns of one more index, which keeps correlated subqueries quick. */
  readonly index?: readonly string[]
}

const MONEY = 'decimal(15,2)'

/** The tables, smallest first, with the types of the reference that gave the answers. */
export const TABLES: readonly Table[] = [
  {
    name: 'region',
    columns: { r_regionkey: 'integer', r_name: 'varchar(25)', r_comment: 'varchar(152)' },
    key: ['r_regionkey'],
  },
  {
    name: 'nation',
    columns: { n_nationkey: 'integer', n_name: 'varchar(25)', n_regionkey: 'integer', n_comment: 'varchar(152)' },
    key: ['n_nationkey'],
  },
  {
    name: 'supplier',
    columns: {
      s_suppkey: 'integer',
      s_name: 'varchar(25)',
      s_address: 'varchar(40)',
      s_nationkey: 'integer',
      s_phone: 'varchar(15)',
      s_acctbal: MONEY,
      s_comment: 'varchar(101)',
    },
    key: ['s_suppkey'],
  },
  {
    name: 'customer',
    columns: {
      c_custkey: 'integer',
      c_name: 'varchar(25)',
      c_address: 'varchar(40)',
      c_nationkey: 'integer',
      c_phone: 'varchar(15)',
      c_acctbal: MONEY,
      c_mktsegment: 'varchar(10)',
      c_comment: 'varchar(117)',
    },
    key: ['c_custkey'],
  },
  {
    name: 'part',
    columns: {
      p_partkey: 'integer',
      p_name: 'varchar(55)',
      p_mfgr: 'varchar(25)',
      p_brand: 'varchar(10)',
      p_type: 'varchar(25)',
      p_size: 'integer',
      p_container: 'varchar(10)',
      p_retailprice: MONEY,
      p_comment: 'varchar(23)',
    },
    key: ['p_partkey'],
  },
  {
    name: 'partsupp',
    columns: {
      ps_partkey: 'integer',
      ps_suppkey: 'integer',
      ps_availqty: 'integer',
      ps_supplycost: MONEY,
      ps_comment: 'varchar(199)',
    },
    key: ['ps_partkey', 'ps_suppkey'],
  },
  {
    name: 'orders',
    columns: {
      o_orderkey: 'integer',
      o_custkey: 'integer',
      o_orderstatus: 'varchar(1)',
      o_totalprice: MONEY,
      o_orderdate: 'date',
      o_orderpriority: 'varchar(15)',
      o_clerk: 'varchar(15)',
      o_shippriority: 'integer',
      o_comment: 'varchar(79)',
    },
    key: ['o_orderkey'],
    index: ['o_custkey'],
  },
  {
    name: 'lineitem',
    columns: {
      l_orderkey: 'integer',
      l_partkey: 'integer',
      l_suppkey: 'integer',
      l_linenumber: 'integer',
      l_quantity: MONEY,
      l_extendedprice: MONEY,
      l_discount: MONEY,
      l_tax: MONEY,
      l_returnflag: 'varchar(1)',
      l_linestatus: 'varchar(1)',
      l_shipdate: 'date',
      l_commitdate: 'date',
      l_receiptdate: 'date',
      l_shipinstruct: 'varchar(25)',
      l_shipmode: 'varchar(10)',
      l_comment: 'varchar(44)',
    },
    key: ['l_orderkey', 'l_linenumber'],
    index: ['l_partkey', 'l_suppkey'],
  },
]

/** CREATE TABLE with its key, and its index if it has one; all columns NOT NULL, as the specification says. */
export function definitionOf({ name, columns, key, index }: Table): string {
  const declared = Object.entries(columns).map(([column, type]) => `${column} ${type} NOT NULL`)
  return `CREATE TABLE ${name} (${[...declared, `PRIMARY KEY (${key})`].join(', ')})${
    index === undefined ? '' : `; CREATE INDEX ${name}_index ON ${name} (${index})`
  }`
}
