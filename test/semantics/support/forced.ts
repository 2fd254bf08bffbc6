import type { InProcessOptions } from '#engine'

// What the settings of CONTRIBUTING.md make of every engine that a test opens, unless the test says otherwise.

/** How tables are read: as the engine decides, or in parts wherever that can be, whatever their size. */
export type Scans = 'as_planned' | 'in_parts'

/** Which sources share a connection: those that the engine finds on one, or none, so that nothing is joined at its source. */
export type Connections = 'as_found' | 'apart'

export const SCANS: Scans = process.env['AJNA_FORCE_SPLITS'] === '1' ? 'in_parts' : 'as_planned'

export const CONNECTIONS: Connections = process.env['AJNA_FORCE_APART'] === '1' ? 'apart' : 'as_found'

const PARTITIONS = Number(process.env['AJNA_FORCE_PARTITIONS'] ?? 0)

export const FORCED: Pick<InProcessOptions, 'dynamicFilters' | 'partitions'> = {
  ...(process.env['AJNA_DYNAMIC_FILTERS'] === 'force' ? { dynamicFilters: 'force' } : {}),
  ...(PARTITIONS === 0 ? {} : { partitions: PARTITIONS }),
}
