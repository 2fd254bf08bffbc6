import type { TextComparison } from '#plan'
import type { Dialect } from '../base/dialect.ts'
import { duckdb } from '../duckdb/index.ts'
import { mysql } from '../mysql/index.ts'
import { postgres } from '../postgres/index.ts'
import { sqlite } from '../sqlite/index.ts'

/** A language of the page, at a version, over text columns as they are usual there. */
export interface Language {
  readonly title: string
  readonly dialect: Dialect
  readonly text: { readonly sourceType: string; readonly comparison: TextComparison }
}

/** The columns of the page, the engine itself last. */
export const LANGUAGES: readonly Language[] = [
  language('PostgreSQL 18', postgres('PostgreSQL 18.0'), 'text', 'locale'),
  language('PostgreSQL 15', postgres('PostgreSQL 15.0'), 'text', 'locale'),
  language('MySQL 8.4', mysql('MySQL 8.4.0'), 'varchar(100)', 'case_insensitive'),
  language('MariaDB 10.11', mysql('MariaDB 10.11.0'), 'varchar(100)', 'case_insensitive'),
  language('SQLite', sqlite(), 'TEXT', 'binary'),
  language('Files', duckdb(), 'VARCHAR', 'binary'),
]

function language(title: string, dialect: Dialect, sourceType: string, comparison: TextComparison): Language {
  return { title, dialect, text: { sourceType, comparison } }
}
