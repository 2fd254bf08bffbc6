import type { SslMode } from '../source-config.ts'
import {
  booleanOr,
  choiceOr,
  integerOr,
  optionalBoolean,
  optionalEmail,
  optionalInteger,
  optionalPath,
  optionalText,
  requiredPath,
  requiredText,
  textOr,
} from './key.ts'

/** sslmode in libpq's words and in MySQL's. */
export const SSL_MODES: Readonly<Record<string, SslMode>> = {
  disable: 'disable',
  disabled: 'disable',
  allow: 'allow',
  prefer: 'prefer',
  preferred: 'prefer',
  require: 'require',
  required: 'require',
  'verify-ca': 'verify-ca',
  verify_ca: 'verify-ca',
  'verify-full': 'verify-full',
  verify_full: 'verify-full',
  verify_identity: 'verify-full',
}

const typeKey = textOr('', {
  doc: 'Kind of the source. May be left out beside `connection_id`, or where the scheme of `uri` says it.',
})

const placeKeys = {
  schema: optionalText({ doc: "Schema of the table that the source's name stands for.", aliases: ['schema_name'] }),
  table: optionalText({ doc: "Table that the source's name stands for; absent, the table of the same name." }),
}

const boundKeys = {
  max_concurrent_fetches: optionalInteger(
    { minimum: 1, maximum: 1000 },
    {
      doc: 'Fetches that all workers run there at once; the others wait. Sources on one server, database and user share the smallest; no bound when absent.',
    },
  ),
}

const commonKeys = { type: typeKey, ...placeKeys }

const serverKeys = {
  host: optionalText({ doc: 'Server name or address. Required without `uri`.' }),
  port: optionalInteger(
    { minimum: 1, maximum: 65_535 },
    { doc: 'Port of the server: 5432 for postgres, 3306 for mysql when absent.' },
  ),
  database: optionalText({ doc: 'Database on the server. Required without `uri`.' }),
  username: optionalText({ doc: 'User to log in as. Required without `uri`.', aliases: ['user'] }),
  password: optionalText({ doc: 'Password of that user.', secret: true }),
  uri: optionalText({
    doc: 'All of it in one: `scheme://user:password@host:port/database?option=value`, percent-encoded. A key beside it wins over its part.',
    secret: true,
    aliases: ['connection_string'],
  }),
  sslmode: choiceOr<SslMode, null>(
    null,
    ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'],
    SSL_MODES,
    {
      doc: '`prefer` when absent. `require` encrypts without a look at the certificate; the last two check it.',
      aliases: ['ssl_mode'],
    },
  ),
  sslrootcert: optionalPath({
    doc: "PEM file with the authorities to trust; absent, the system's.",
    aliases: ['ssl_ca'],
  }),
  application_name: optionalText({ doc: 'What the server shows as the client; `ajna` when absent.' }),
  max_connections: integerOr(8, { minimum: 1, maximum: 1000 }, { doc: 'Connections that one worker opens at most.' }),
  connection_timeout: integerOr(
    10,
    { minimum: 1, maximum: 3600 },
    { doc: 'Seconds to wait for a connection.', aliases: ['connect_timeout'] },
  ),
}

/** `type: postgres`. */
export const postgresKeys = { ...commonKeys, ...boundKeys, ...serverKeys }

/** `type: mysql`, for MariaDB too. */
export const mysqlKeys = {
  ...commonKeys,
  ...boundKeys,
  ...serverKeys,
  charset: optionalText({ doc: 'Character set of the connection; `utf8mb4` when absent.' }),
  snapshot_lock: booleanOr(false, {
    doc: 'MariaDB: read a large InnoDB table over several connections of one state. They are opened while it is locked against writing for a moment, by `LOCK TABLES ... READ NOWAIT`, which the user needs the right for; where the lock is not to be had at once, one connection reads.',
  }),
  autocommit: booleanOr(true, {
    doc: 'Accepted for compatibility: every fetch runs in its own read-only transaction.',
  }),
}

/** `type: sqlite`. */
export const sqliteKeys = {
  ...commonKeys,
  ...boundKeys,
  path: requiredPath({ doc: 'The database file, opened read-only.' }),
}

/** `type: parquet`, `csv`, `json` or `file`. */
export const fileKeys = {
  ...commonKeys,
  ...boundKeys,
  path: requiredPath({ doc: 'A file, or a glob that matches several of one form.' }),
  format: choiceOr<'parquet' | 'csv' | 'json', null>(
    null,
    ['parquet', 'csv', 'json'],
    { parquet: 'parquet', csv: 'csv', tsv: 'csv', json: 'json', ndjson: 'json', jsonl: 'json' },
    { doc: 'With `type: file`, when the extension does not say it.' },
  ),
  delimiter: optionalText({ doc: 'CSV: the text between two fields; found out when absent.' }),
  header: optionalBoolean({ doc: 'CSV: whether the first line names the columns; found out when absent.' }),
  null_text: optionalText({ doc: 'CSV: the unquoted text that stands for NULL; the empty field when absent.' }),
}

/** `type: athena`. */
export const athenaKeys = {
  ...commonKeys,
  region: requiredText({ doc: 'AWS region.' }),
  role_arn: optionalText({ doc: 'Role to assume.' }),
  external_id: optionalText({ doc: 'External id for that role.', secret: true }),
  access_key_id: optionalText({ doc: 'Access key, instead of a role.', secret: true }),
  secret_access_key: optionalText({ doc: 'Secret of that key.', secret: true }),
  session_token: optionalText({ doc: 'Token of temporary credentials.', secret: true }),
  workgroup: optionalText({ doc: 'Workgroup that the statements run in.' }),
  s3_staging_dir: optionalText({ doc: 'Where Athena writes its results.' }),
  database: requiredText({ doc: 'Database of the catalog.' }),
  catalog: optionalText({ doc: 'Data catalog; `AwsDataCatalog` when absent.' }),
}

/** `type: bigquery`. */
export const bigqueryKeys = {
  ...commonKeys,
  project_id: requiredText({ doc: 'Project that pays.' }),
  dataset_id: requiredText({ doc: 'Dataset that unqualified names belong to.' }),
  location: optionalText({ doc: 'Location of the dataset.' }),
  service_account_email: optionalEmail({ doc: 'Service account to act as.' }),
  service_account_key: optionalPath({ doc: 'Key file of that account.', secret: true }),
  maximum_bytes_billed: optionalInteger({ minimum: 1 }, { doc: 'A query that would bill more is refused.' }),
  use_legacy_sql: booleanOr(false, { doc: 'Must stay false: only standard SQL is written.' }),
}

/** `type: snowflake`. */
export const snowflakeKeys = {
  ...commonKeys,
  account: requiredText({ doc: 'Account identifier.' }),
  user: requiredText({ doc: 'User to log in as.', aliases: ['username'] }),
  password: optionalText({ doc: 'Password of that user.', secret: true }),
  private_key: optionalPath({ doc: 'PEM file with the private key, instead of a password.', secret: true }),
  private_key_passphrase: optionalText({ doc: 'Passphrase of that key.', secret: true }),
  warehouse: optionalText({ doc: 'Warehouse that the statements run in.' }),
  database: requiredText({ doc: 'Database.' }),
  role: optionalText({ doc: 'Role to use.' }),
  client_session_keep_alive: booleanOr(false, { doc: 'Keep the session open between queries.' }),
}

/** A source whose credentials the connection service holds. */
export const connectionIdKeys = {
  ...commonKeys,
  connection_id: requiredText({ doc: 'Id that the service under `backend_api` resolves.' }),
}

/** The kinds of source by every name `type` may have. */
export const SOURCE_TYPES = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  file: 'file',
  parquet: 'file',
  csv: 'file',
  json: 'file',
  athena: 'athena',
  bigquery: 'bigquery',
  snowflake: 'snowflake',
} as const
