import { type Expression, outputColumns, type TableCall, type TableFunction, typeOf } from '#plan'
import type { ExpressionRenderer, PrintedRows } from '../base/dialect.ts'
import { Refused } from '../base/refused.ts'
import { joinSql, NOTHING, raw, type Sql, sql } from '../base/sql.ts'
import { zoneName } from './dates.ts'
import { OURS } from './text.ts'

/** PostgreSQL's own functions, side by side by ROWS FROM, at a server of this version. @throws Refused */
export function tableFunction(
  major: number,
  node: TableFunction,
  alias: string,
  render: ExpressionRenderer,
): PrintedRows {
  const calls = node.calls.map((call) => {
    const since = versionOf(call)
    if (major < since) throw new Refused('FUNCTION_NOT_EXACT', `${call.function} before version ${since}`)
    return printed(call, render)
  })
  const names = outputColumns(node).map(({ id }) => render.dialect.quoteName(id))
  const numbered = node.ordinality === null ? '' : ' WITH ORDINALITY'
  return {
    from: sql`ROWS FROM (${joinSql(calls, ', ')})${numbered} AS ${alias}(${names.join(', ')})`,
    values: names.map((name) => raw(`${alias}.${name}`)),
  }
}

/** The version from which on a server has the function, and our collation for it. */
function versionOf(call: TableCall): number {
  if (call.function === 'regexp_matches') return 17
  return call.function === 'generate_series' && call.arguments.length === 4 ? 16 : 0
}

function printed(call: TableCall, render: ExpressionRenderer): Sql {
  const [first = NOTHING, ...others] = call.arguments.map((argument, place) => {
    return call.function === 'generate_series' && place === 3 ? zoneOf(argument) : render.value(argument)
  })
  if (call.function !== 'regexp_matches') return sql`${nameOf(call)}(${joinSql([first, ...others], ', ')})`
  return sql`regexp_matches(${joinSql([sql`${first}${OURS}`, ...others], ', ')})`
}

/** The zone of a series; refuses one that is not constant. */
function zoneOf(zone: Expression): Sql {
  const text = zone.kind === 'literal' ? zone.value : undefined
  const name = text === null ? raw('CAST(NULL AS text)') : zoneName(text ?? '')
  if (name === undefined) throw new Refused('FUNCTION_NOT_EXACT', 'generate_series of this zone')
  return name
}

/** The name for jsonb where the argument is of that type. */
function nameOf({ function: name, arguments: [first] }: TableCall): string {
  const type = first === undefined ? undefined : typeOf(first)
  return type?.kind === 'json' && type.normalized === true ? name.replace(/^json_/, 'jsonb_') : name
}
