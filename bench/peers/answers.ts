type Row = readonly unknown[]

/** Answers of engines with different arithmetic: numbers may differ in the seventh digit, dates and texts not at all. */
export function sameAnswer(rows: readonly Row[], reference: readonly Row[], tiesAtLimit: readonly number[]): boolean {
  if (rows.length !== reference.length) return false
  if (tiesAtLimit.length > 0) return tiesAtLimit.every((column) => sameColumn(rows, reference, column))
  return sameRows(rows, reference) || sameRows(sorted(rows), sorted(reference))
}

/** A LIMIT that cuts between equal sort keys may keep other rows, but the keys themselves are the same. */
function sameColumn(rows: readonly Row[], reference: readonly Row[], column: number): boolean {
  const keys = (of: readonly Row[]): readonly Row[] =>
    of.map((row) => [row[column]]).sort(([a], [b]) => Number(a) - Number(b))
  return sameRows(keys(rows), keys(reference))
}

function sameRows(left: readonly Row[], right: readonly Row[]): boolean {
  return left.every((row, index) => {
    const other = right[index]
    return other !== undefined && row.length === other.length && row.every((value, at) => close(value, other[at]))
  })
}

function close(left: unknown, right: unknown): boolean {
  if (typeof right !== 'number') return String(left).trimEnd() === String(right).trimEnd()
  const number = Number(left)
  return Math.abs(number - right) <= Math.max(0.011, 1e-6 * Math.abs(right))
}

function sorted(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => String(a).localeCompare(String(b)))
}
