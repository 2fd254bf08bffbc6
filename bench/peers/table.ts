import type { Role } from './peer-process.ts'

/** What one contender did with one query. */
export interface Measured {
  readonly name: string
  readonly role: Role
  readonly seconds: readonly number[]
  /** Of the runs that came before short ones in a turn. */
  readonly waking: readonly number[]
  readonly peakMib: number
  /** Why it has no figure; empty when it has. */
  readonly fault: string
}

interface Line {
  readonly query: string
  readonly measured: readonly Measured[]
}

/** Medians in seconds with peak memory, and ours over the best peer and over the floor. */
export function printTable(lines: readonly Line[]): void {
  const names = lines[0]?.measured.map(({ name }) => name) ?? []
  console.log(`| query | ${names.join(' | ')} | over the best peer | over the floor |`)
  console.log(`| --- | ${names.map(() => '---:').join(' | ')} | ---: | ---: |`)
  const ratios: number[] = []
  for (const { query, measured } of lines) {
    const fastest = (role: Role): number =>
      Math.min(...measured.filter((of) => of.role === role).map((of) => medianOf(of) ?? Number.POSITIVE_INFINITY))
    const ours = fastest('ours')
    const ratio = ours / fastest('peer')
    if (ratio > 0) ratios.push(ratio)
    const cells = [...measured.map(cell), ratioCell(ratio), ratioCell(ours / fastest('floor'))]
    console.log(`| ${query} | ${cells.join(' | ')} |`)
  }
  if (ratios.length === 0) return
  const logs = ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0)
  console.log(`\nGeometric mean of ours over the best peer: ${Math.exp(logs / ratios.length).toFixed(2)}`)
}

/** Nothing where there was no one to compare with. */
function ratioCell(ratio: number): string {
  return ratio > 0 ? ratio.toFixed(2) : '-'
}

function cell(measured: Measured): string {
  const median = medianOf(measured)
  if (median === undefined) return measured.fault === 'WRONG ANSWER' ? '**WRONG ANSWER**' : '-'
  const runs = measured.seconds.length < 3 ? ` (${measured.seconds.length} run)` : ''
  const memory = measured.peakMib > 0 ? ` / ${measured.peakMib} MiB` : ''
  return `${median < 0.1 ? median.toFixed(3) : median.toFixed(2)}${runs}${memory}`
}

function medianOf({ seconds, fault }: Measured): number | undefined {
  if (fault !== '' || seconds.length === 0) return undefined
  const sorted = [...seconds].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]]
  return (low + high) / 2
}
