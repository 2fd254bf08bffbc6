import type { DistributedPlan } from './distributed-plan.ts'
import {
  type ExplainedFilter,
  type ExplainedFragment,
  type ExplainedParameter,
  type ExplainedPartitioning,
  type ExplainedPlan,
  explainJson,
  type FilterActuals,
  type PlanActuals,
} from './explain.ts'
import { layOutSql } from './sql-layout.ts'

/** The plan as a tree for people, with the figures of its run when they are given. */
export function explainText(plan: DistributedPlan, statistics?: PlanActuals): string {
  const explained = explainJson(plan, statistics)
  const fragments = explained.fragments.map(fragmentBranch)
  return `${renderTree(rootBranch(explained, fragments)).join('\n')}\n`
}

interface Branch {
  readonly title: string
  /** Lines under the title: one entry may hold several lines. */
  readonly details: readonly string[]
  readonly branches: readonly Branch[]
}

function rootBranch(plan: ExplainedPlan, fragments: readonly Branch[]): Branch {
  const limit =
    plan.default_limit === null ? [] : [`limit: ${count(plan.default_limit)} rows, because the query states none`]
  const { residual } = plan
  if (residual === null) {
    return { title: 'Whole query at one source', details: limit, branches: fragments }
  }
  const title = fragments.length === 0 ? 'Computed by the engine, from no source' : 'Computed by the engine'
  const actual = residual.actual
  return {
    title,
    details: [
      ...limit,
      ...(actual === null ? [] : [`actual: ${count(actual.rows)} rows in ${milliseconds(actual.duration_ms)}`]),
      sqlDetail(residual.sql),
      ...parameterDetail(residual.parameters),
      ...(residual.partitioning === null ? [] : partitioningDetails(residual.partitioning)),
    ],
    branches: fragments,
  }
}

function partitioningDetails({ divided, copied, part, whole }: ExplainedPartitioning): readonly string[] {
  const keys = divided.map(({ fragment_id, key }) => `${fragment_id} by ${key}`)
  return [
    `divided among kernels: ${keys.join(', ')}${copied.length === 0 ? '' : `; copied to each: ${copied.join(', ')}`}`,
    'each of them:',
    ...indented([sqlDetail(part.sql), ...parameterDetail(part.parameters)]),
    'of what they give:',
    ...indented([sqlDetail(whole.sql), ...parameterDetail(whole.parameters)]),
  ]
}

function indented(details: readonly string[]): readonly string[] {
  return details.map((detail) => detail.replaceAll(/^/gm, '   '))
}

function fragmentBranch(fragment: ExplainedFragment): Branch {
  const { actual } = fragment
  return {
    title: `Fragment ${fragment.fragment_id} from ${fragment.source} (${fragment.source_type})`,
    details: [
      `reads: ${fragment.tables.join(', ')}`,
      sqlDetail(fragment.sql),
      ...parameterDetail(fragment.parameters),
      ...(fragment.splits === 1 ? [] : [`read in: ${fragment.splits} parts`]),
      `pushed: ${fragment.pushed.length === 0 ? 'nothing but reading columns' : fragment.pushed.join(', ')}`,
      ...fragment.not_pushed.map(({ what, reason }) => `not pushed: ${what} (${reason})`),
      ...fragment.dynamic_filters.map(filterDetail),
      `estimated: ${estimateText(fragment)}`,
      ...(actual === null
        ? []
        : [`actual: ${count(actual.rows)} rows, ${bytes(actual.bytes)} in ${milliseconds(actual.duration_ms)}`]),
    ],
    branches: [],
  }
}

function estimateText({ estimated_rows: rows, estimated_bytes: size }: ExplainedFragment): string {
  if (rows === null) return 'unknown'
  return size === null ? `${count(rows)} rows` : `${count(rows)} rows, ${bytes(size)}`
}

function filterDetail({ column, source, source_column, join, actual }: ExplainedFilter): string {
  const found = actual === null ? '' : `: ${outcomeText(actual)}`
  return `dynamic filter: ${column} by the keys of ${source} (${source_column}, ${join} join)${found}`
}

function outcomeText({ outcome, form, keys }: FilterActuals): string {
  const counted = keys === null ? [] : [`${count(keys)} keys`]
  return [outcome.replaceAll('_', ' '), ...(form === null ? [] : [form]), ...counted].join(', ')
}

function sqlDetail(sql: string): string {
  const [first = '', ...others] = layOutSql(sql).split('\n')
  return [`sql: ${first}`, ...others.map((line) => `     ${line}`)].join('\n')
}

function parameterDetail(parameters: readonly ExplainedParameter[]): readonly string[] {
  if (parameters.length === 0) return []
  const shown = parameters.map(({ value, type }) => (value === null ? `NULL ${type}` : `'${value}' ${type}`))
  return [`parameters: ${shown.join(', ')}`]
}

function renderTree(branch: Branch): readonly string[] {
  const detailPrefix = branch.branches.length > 0 ? '│  ' : '   '
  const details = branch.details.flatMap((detail) => detail.split('\n')).map((line) => `${detailPrefix}${line}`)
  const children = branch.branches.flatMap((child, index) => {
    const last = index === branch.branches.length - 1
    const [title = '', ...lines] = renderTree(child)
    return [`${last ? '└─ ' : '├─ '}${title}`, ...lines.map((line) => `${last ? '   ' : '│  '}${line}`)]
  })
  return [branch.title, ...details, ...children]
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function milliseconds(value: number): string {
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`
}

function bytes(value: number): string {
  if (value < 1024) return `${value} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(units.length, Math.floor(Math.log2(value) / 10))
  return `${(value / 1024 ** power).toFixed(1)} ${units[power - 1] ?? 'KiB'}`
}
