import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { windowed } from '../base/rewrites.ts'
import type { MysqlServer } from './server.ts'

/** Counts and offsets that are constants, as MySQL wants them. */
const constantFrom =
  (index: number, rewrite: FunctionRewrite): FunctionRewrite =>
  (call, render) => {
    const constants = call.arguments.slice(index, index + 1)
    const known = constants.every((side) => side.kind === 'literal' && /^[1-9]\d*$/.test(side.value ?? ''))
    return known ? rewrite(call, render) : render.refuse('FUNCTION_NOT_EXACT', call)
  }

/** Functions that no frame concerns, which MariaDB refuses beside them; some need an order that is not constant. */
const unframed =
  (needs: 'an order' | 'no order', rewrite: FunctionRewrite): FunctionRewrite =>
  (call, render) => {
    const { source } = call
    const isFramed = source.kind === 'window' && source.frame !== null
    if (isFramed || (needs === 'an order' && !call.ordered)) return render.refuse('FUNCTION_NOT_EXACT', call)
    return rewrite(call, render)
  }

const neighbour =
  (name: string, { has }: MysqlServer): FunctionRewrite =>
  (call, render) =>
    call.arguments.length > 2 && !has.has('lag_default')
      ? render.refuse('FUNCTION_NOT_EXACT', call)
      : constantFrom(1, windowed(name))(call, render)

/** Functions that need OVER, for servers that have windows. MariaDB rounds PERCENT_RANK and CUME_DIST to ten places. */
export function windowsOf(server: MysqlServer): FunctionTable {
  if (!server.has.has('windows')) return {}
  return {
    row_number: unframed('no order', windowed('ROW_NUMBER')),
    rank: unframed('an order', windowed('RANK')),
    dense_rank: unframed('an order', windowed('DENSE_RANK')),
    ntile: unframed('no order', constantFrom(0, windowed('NTILE'))),
    lag: unframed('an order', neighbour('LAG', server)),
    lead: unframed('an order', neighbour('LEAD', server)),
    first_value: windowed('FIRST_VALUE'),
    last_value: windowed('LAST_VALUE'),
    nth_value: constantFrom(1, windowed('NTH_VALUE')),
  }
}
