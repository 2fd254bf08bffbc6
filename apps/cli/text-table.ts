const MAX_WIDTH = 60
/** Numbers, but no arrays of them. */
const NUMERIC = /^(?:u?int|float|decimal)[^[\]]*$/

export interface TableColumn {
  readonly name: string
  readonly type: string
}

/** Rows as an aligned text table with a header; numbers to the right, NULL empty, long values cut with an ellipsis. */
export function textTable(columns: readonly TableColumn[], rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => columns.map((_, index) => cellText(row[index])))
  const widths = columns.map(({ name }, index) => Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)))
  const line = (values: readonly string[], pad: (value: string, index: number) => string): string =>
    values.map(pad).join('  ').trimEnd()
  const header = line(
    columns.map(({ name }) => name),
    (value, index) => align(value, widths[index] ?? 0, columns[index]),
  )
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  const body = cells.map((row) => line(row, (value, index) => align(value, widths[index] ?? 0, columns[index])))
  return [header, rule, ...body].join('\n')
}

function align(value: string, width: number, column: TableColumn | undefined): string {
  return column !== undefined && NUMERIC.test(column.type) ? value.padStart(width) : value.padEnd(width)
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  // Control characters in the data could command the terminal.
  const flat = text.replaceAll(/\p{Cc}/gu, ' ')
  return flat.length <= MAX_WIDTH ? flat : `${flat.slice(0, MAX_WIDTH - 1)}…`
}
