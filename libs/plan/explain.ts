import { typeName } from '#arrow'
import type { DistributedPlan, Fragment, NotPushed } from './distributed-plan.ts'
import type { Literal } from './expression.ts'

/** What one fragment really did. */
export interface FragmentActuals {
  readonly fragment_id: string
  readonly rows: number
  readonly bytes: number
  readonly duration_ms: number
}

/** What the engine's own statement really did. */
export interface ResidualActuals {
  readonly rows: number
  readonly duration_ms: number
}

/** The figures of a query that has run. */
export interface PlanActuals {
  readonly fragments: readonly FragmentActuals[]
  readonly residual: ResidualActuals | null
}

/** A parameter as explain shows it: the user's own literal and its type. */
export interface ExplainedParameter {
  readonly value: string | null
  readonly type: string
}

export interface ExplainedFragment {
  readonly fragment_id: string
  readonly source: string
  readonly source_type: string
  readonly connection: string
  readonly sql: string
  readonly parameters: readonly ExplainedParameter[]
  readonly columns: readonly string[]
  readonly pushed: readonly string[]
  readonly not_pushed: readonly NotPushed[]
  readonly estimated_rows: number | null
  /** Null until the fragment has run. */
  readonly actual: Omit<FragmentActuals, 'fragment_id'> | null
}

export interface ExplainedResidual {
  readonly sql: string
  readonly parameters: readonly ExplainedParameter[]
  /** Null until it has run. */
  readonly actual: ResidualActuals | null
}

/** Explain as data: the body of GET /v1/queries/{id}/plan. */
export interface ExplainedPlan {
  readonly fragments: readonly ExplainedFragment[]
  /** Null when one fragment is the whole query. */
  readonly residual: ExplainedResidual | null
  readonly schema: { readonly fields: readonly { name: string; type: string; nullable: boolean }[] }
  readonly default_limit: number | null
}

/** The plan as JSON-safe data, with the figures of its run when they are given. */
export function explainJson(plan: DistributedPlan, statistics?: PlanActuals): ExplainedPlan {
  const { residual } = plan
  return {
    fragments: plan.fragments.map((fragment) => explainFragment(fragment, statistics)),
    residual:
      residual === null
        ? null
        : {
            sql: residual.sql,
            parameters: residual.parameters.map(explainParameter),
            actual: statistics?.residual ?? null,
          },
    schema: { fields: plan.fields.map(({ name, type, nullable }) => ({ name, type: typeName(type), nullable })) },
    default_limit: plan.default_limit,
  }
}

function explainFragment(fragment: Fragment, statistics: PlanActuals | undefined): ExplainedFragment {
  const measured = statistics?.fragments.find((other) => other.fragment_id === fragment.fragment_id)
  return {
    fragment_id: fragment.fragment_id,
    source: fragment.source,
    source_type: fragment.source_type,
    connection: fragment.connection,
    sql: fragment.sql,
    parameters: fragment.parameters.map(explainParameter),
    columns: fragment.fields.map((field) => field.name),
    pushed: fragment.pushed,
    not_pushed: fragment.not_pushed,
    estimated_rows: fragment.estimated_rows,
    actual:
      measured === undefined ? null : { rows: measured.rows, bytes: measured.bytes, duration_ms: measured.duration_ms },
  }
}

function explainParameter(parameter: Literal): ExplainedParameter {
  return { value: parameter.value, type: typeName(parameter.type) }
}

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
    ],
    branches: fragments,
  }
}

function fragmentBranch(fragment: ExplainedFragment): Branch {
  const { actual, estimated_rows: estimated } = fragment
  return {
    title: `Fragment ${fragment.fragment_id} from ${fragment.source} (${fragment.source_type})`,
    details: [
      sqlDetail(fragment.sql),
      ...parameterDetail(fragment.parameters),
      `pushed: ${fragment.pushed.length === 0 ? 'nothing but reading columns' : fragment.pushed.join(', ')}`,
      ...fragment.not_pushed.map(({ what, reason }) => `not pushed: ${what} (${reason})`),
      `estimated: ${estimated === null ? 'unknown' : `${count(estimated)} rows`}`,
      ...(actual === null
        ? []
        : [`actual: ${count(actual.rows)} rows, ${bytes(actual.bytes)} in ${milliseconds(actual.duration_ms)}`]),
    ],
    branches: [],
  }
}

function sqlDetail(sql: string): string {
  const [first = '', ...others] = sql.split('\n')
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
