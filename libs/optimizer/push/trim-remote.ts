import { type ColumnId, isRefusal, outputColumns, type Pushdown, type RemoteQuery } from '#plan'
import { freeColumns } from '../expressions.ts'
import { union } from '../id-sets.ts'
import { exactly } from '../nodes.ts'
import { pruneBelow } from '../rules/prune-columns.ts'

/** The RemoteQuery fetching only the columns that are used: not those its own filters and joins needed. */
export function trimRemote(remote: RemoteQuery, required: ReadonlySet<ColumnId>, pushdown: Pushdown): RemoteQuery {
  const outputs = outputColumns(remote.plan)
  const needed = remote.prefilters.reduce((ids, prefilter) => union(ids, freeColumns(prefilter)), required)
  const used = outputs.filter((column) => needed.has(column.id))
  const kept = used.length > 0 ? used : outputs.slice(0, 1)
  if (kept.length === outputs.length) return remote
  const pruned = pruneBelow(remote.plan, new Set(kept.map((column) => column.id)), (inner) => inner)
  const answer = pushdown.render(remote.connection, exactly(pruned, kept), remote.prefilters)
  return isRefusal(answer) ? remote : { ...remote, plan: exactly(pruned, kept) }
}
