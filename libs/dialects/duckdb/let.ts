import type { Expression } from '#plan'
import type { ExpressionRenderer } from '../base/dialect.ts'
import type { Sql } from '../base/sql.ts'
import { bindAlways, bindOnce } from './bind-once.ts'

type Body = (...values: readonly Sql[]) => Sql

/** SQL that names its arguments several times and computes each once; constants stay what they are. */
export function withOnce(args: readonly Expression[], render: ExpressionRenderer, body: Body): Sql {
  return binding(bindOnce, args, render, body)
}

/** As `withOnce`, for a body with lambdas of its own: they see nothing but what is bound, and take no subqueries. */
export function withBound(args: readonly Expression[], render: ExpressionRenderer, body: Body): Sql {
  return binding(bindAlways, args, render, body)
}

function binding(bind: typeof bindOnce, args: readonly Expression[], render: ExpressionRenderer, body: Body): Sql {
  const printed = args.map((argument) => render.value(argument))
  const computed = printed.filter((_, index) => args[index]?.kind !== 'literal')
  if (computed.length === 0) return body(...printed)
  return bind(computed, (at) => {
    let place = 0
    return body(...printed.map((value, index) => (args[index]?.kind === 'literal' ? value : at(place++))))
  })
}
