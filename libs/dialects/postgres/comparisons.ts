import { type Expression, typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, equality, named, postfix, prefix } from '../base/rewrites.ts'
import { joinSql, NOTHING, type Sql, sql } from '../base/sql.ts'
import { bytewise } from './bytewise.ts'

const comparison =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const [left, right] = comparands(call.arguments, render)
    return sql`(${left ?? NOTHING} ${operator} ${right ?? NOTHING})`
  }

const ordered =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const left = argument(call, 0, render)
    const right = argument(call, 1, render)
    return sql`(${bytewise(render.comparand(left), typeOf(left))} ${operator} ${bytewise(render.comparand(right), typeOf(right))})`
  }

/** Sides of an equality. Two text columns of unlike collations need one named, or PostgreSQL cannot choose. */
function comparands(sides: readonly Expression[], render: ExpressionRenderer): readonly Sql[] {
  for (const side of sides) {
    const type = typeOf(side)
    if (type.kind === 'json' && type.normalized !== true) render.refuse('TYPE_NOT_EXACT', side)
  }
  const classes = new Set(
    sides.filter((side) => side.kind !== 'literal').map((side) => render.entry(side)?.column?.comparison),
  )
  return sides.map((side, index) => {
    const text = render.comparand(side)
    return index === 0 && classes.size > 1 ? bytewise(text, typeOf(side)) : text
  })
}

const equals: FunctionRewrite = (call, render) => {
  const [left, ...right] = comparands(call.arguments, render)
  return equality(left ?? NOTHING, right)
}

const greatest =
  (name: string): FunctionRewrite =>
  (call, render) =>
    sql`${name}(${joinSql(
      call.arguments.map((value) => bytewise(render.value(value), typeOf(value))),
      ', ',
    )})`

/** Logic, comparison and choice: text is equal by its bytes under every deterministic collation, and ordered by them under "C". */
export const COMPARISONS: FunctionTable = {
  not: prefix('NOT '),
  eq: equals,
  ne: comparison('<>'),
  lt: ordered('<'),
  le: ordered('<='),
  gt: ordered('>'),
  ge: ordered('>='),
  is_distinct_from: comparison('IS DISTINCT FROM'),
  is_not_distinct_from: comparison('IS NOT DISTINCT FROM'),
  is_null: postfix('IS NULL'),
  is_not_null: postfix('IS NOT NULL'),
  is_true: postfix('IS TRUE'),
  is_not_true: postfix('IS NOT TRUE'),
  is_false: postfix('IS FALSE'),
  is_not_false: postfix('IS NOT FALSE'),
  coalesce: named('coalesce'),
  nullif: named('nullif'),
  greatest: greatest('greatest'),
  least: greatest('least'),
}
