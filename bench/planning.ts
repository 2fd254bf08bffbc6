import { engineConfigFromObject } from '#config'
import { EnginePlanner } from '../libs/engine/query-planner.ts'
import { fixedCatalog } from '../test/golden/support/catalog.ts'
import { QUERIES } from '../test/tpch/support/data.ts'
import { LAYOUTS } from '../test/tpch/support/layouts.ts'
import { machine } from './machine.ts'

/**
 * How long planning takes: SQL of TPC-H to fragments (parse, convert, bind, optimise, distribute) over a catalog in
 * memory. `node bench/planning.ts [layout] [rounds]`
 */
const [, , layoutName = 'departments', roundsText = '30'] = process.argv
const layout = LAYOUTS[layoutName]
if (layout === undefined) throw new Error(`There is no layout "${layoutName}": ${Object.keys(LAYOUTS).join(', ')}.`)

const WARM_UP_ROUNDS = 10
const rounds = Number(roundsText)
const planner = new EnginePlanner(fixedCatalog(layout), engineConfigFromObject({}).query)
const never = new AbortController().signal

async function plan(sql: string): Promise<number> {
  const statement = { sql, query: null, parameters: {}, default_connection_id: null, pushdown: 'auto' } as const
  const started = performance.now()
  await planner.plan(statement, '2024-06-15T12:00:00.000Z', never)
  return performance.now() - started
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

const times = new Map(QUERIES.map(([name]) => [name, [] as number[]]))
for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
  for (const [name, sql] of QUERIES) {
    const time = await plan(sql)
    if (round >= 0) times.get(name)?.push(time)
  }
}

process.stdout.write(`planning TPC-H, layout ${layoutName}, ${rounds} rounds after ${WARM_UP_ROUNDS}\n`)
process.stdout.write(`${machine()}\n\n`)
process.stdout.write('| query | median ms | max ms |\n| ----- | --------: | -----: |\n')
for (const [name, values] of times) {
  const sorted = values.toSorted((a, b) => a - b)
  process.stdout.write(`| ${name}   | ${quantile(sorted, 0.5).toFixed(1)} | ${quantile(sorted, 1).toFixed(1)} |\n`)
}
const all = [...times.values()].flat().toSorted((a, b) => a - b)
process.stdout.write(`| all   | ${quantile(all, 0.5).toFixed(1)} | ${quantile(all, 1).toFixed(1)} |\n`)
