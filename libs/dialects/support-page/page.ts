import { castRows, clauseRows } from './clauses.ts'
import { aggregateRows, type PageRow, scalarRows, windowRows } from './functions.ts'
import { LANGUAGES } from './languages.ts'

const INTRODUCTION = `# What sources are asked to do

Made by \`npm run docs\` from the tables of functions and dialects: do not edit it.

The language is PostgreSQL's, and so is the answer, whoever computes it. What a source would answer otherwise is not
asked of it: the rows are fetched and the engine does the work. \`ajna explain\` shows for a query what is pushed, what
is not, and why. What nobody computes is refused: see [semantics.md](semantics.md).

- **yes**: pushed; the source gives PostgreSQL's value for every value of these types.
- **with constants**: pushed where the other arguments are constants that cannot fail.
- **prefilter**: the source holds back some of the rows in its own, looser way, and the engine checks the others again.
- **-**: done by the engine.

The columns are tried on text as it is usual there: in a locale's order at PostgreSQL, \`varchar(100)\` of a
case-insensitive collation at MySQL and MariaDB. A binary collation without padding allows more. MySQL sorts and groups
text by all its bytes only up to 255 characters: longer columns are sorted and grouped by the engine. A zero date of
MySQL (\`0000-00-00\`) is no date to any condition or function, and reading it is an error. "Files" are Parquet, CSV and
JSON, which are read by the engine's own kernel.
`

/** The page on what is pushed to which source. */
export function supportPage(): string {
  return [
    INTRODUCTION,
    section('Clauses', 'Clause', clauseRows()),
    section('Functions and operators', 'Expression', scalarRows()),
    section('Aggregates', 'Aggregate', aggregateRows()),
    section('Window functions', 'Function', windowRows()),
    section('Conversions', 'From', castRows()),
  ].join('\n')
}

function section(title: string, first: string, rows: readonly PageRow[]): string {
  const head = [first, ...LANGUAGES.map((language) => language.title)]
  const lines = [head, head.map(() => '---'), ...rows.map((row) => [code(row.title), ...row.cells.map(escaped)])]
  return `## ${title}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|')
}
