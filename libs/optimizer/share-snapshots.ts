import { snapshotId } from '#core'
import { type Fragment, fetchesOf, type RemoteQuery, type SharedSnapshot, type TableRef } from '#plan'
import { scansIn } from './push/push-context.ts'

/** A fragment with the subplan that it runs. */
export interface PlacedFragment {
  readonly fragment: Fragment
  readonly remote: RemoteQuery
}

/** The snapshots of connections that run more than one statement and can share one among them. */
export function sharedSnapshots(
  placed: readonly PlacedFragment[],
  canShare: (connection: string) => boolean,
): readonly SharedSnapshot[] {
  const connections = [...new Set(placed.map(({ fragment }) => fragment.connection))]
  const shares = connections.flatMap((connection) => {
    const own = placed.filter(({ fragment }) => fragment.connection === connection)
    const statements = own.reduce((sum, { fragment }) => sum + fetchesOf(fragment), 0)
    return statements > 1 && canShare(connection) ? [own] : []
  })
  return shares.flatMap((own, index) => {
    const [first] = own
    return first === undefined ? [] : [sharedSnapshot(index, first.fragment, own)]
  })
}

function sharedSnapshot(
  index: number,
  { source, connection }: Fragment,
  placed: readonly PlacedFragment[],
): SharedSnapshot {
  const tables = new Map<string, TableRef>()
  for (const { remote } of placed) {
    for (const { table } of scansIn(remote)) tables.set(JSON.stringify([table.schema, table.table]), table)
  }
  return { snapshot_id: snapshotId(index), source, connection, tables: [...tables.values()] }
}
