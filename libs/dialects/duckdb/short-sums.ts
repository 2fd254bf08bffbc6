import { decimal, type EngineType } from '#arrow'
import { type Expression, typeOf } from '#plan'
import { scaleOf } from '../base/decimals.ts'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { joinSql, type Sql, sql } from '../base/sql.ts'
import { AGGREGATES } from './aggregates.ts'

/** Digits of decimals that DuckDB computes in 64 bits. */
const SHORT_DIGITS = 18
/** Places after the point up to which sums of money and rates fit in them. */
const MAX_SCALE = 8

const OPERATORS: Readonly<Record<string, string>> = { add: '+', subtract: '-', multiply: '*' }

/**
 * Sums and averages whose decimal arithmetic is computed in 64 bits instead of 128, in about a tenth of the time. Where
 * that does not suffice DuckDB raises an Out of Range or Conversion Error (BindDecimalMultiply and
 * BindDecimalAddSubtract in its arithmetic.cpp), so that what it gives is exact.
 */
export const SHORT_SUMS: FunctionTable = { sum: shortened(AGGREGATES.sum), avg: shortened(AGGREGATES.avg) }

function shortened(rewrite: FunctionRewrite | undefined): FunctionRewrite {
  return (call, render) => {
    if (rewrite === undefined) return render.refuse('FUNCTION_NOT_EXACT', call)
    const [summed] = call.arguments
    const short = summed === undefined || call.source.kind !== 'aggregate' ? undefined : shortTree(summed, render)
    if (summed === undefined || short === undefined) return rewrite(call, render)
    const asShort: Expression = { kind: 'cast', argument: summed, type: shortType(summed) }
    return rewrite(
      { ...call, arguments: [asShort] },
      { ...render, value: (part) => (part === asShort ? short : render.value(part)) },
    )
  }
}

function shortType(summed: Expression): EngineType {
  return decimal(SHORT_DIGITS, scaleOf(typeOf(summed)))
}

/** Arithmetic that gives more digits than 64 bits hold, of numbers that have fewer; undefined for anything else. */
function shortTree(root: Expression, render: ExpressionRenderer): Sql | undefined {
  const type = typeOf(root)
  const isLong = type.kind === 'decimal' && type.precision > SHORT_DIGITS && type.scale <= MAX_SCALE
  return isLong && operatorOf(root) !== undefined ? printed(root, render) : undefined
}

function printed(part: Expression, render: ExpressionRenderer): Sql | undefined {
  const operator = operatorOf(part)
  if (operator === undefined || part.kind !== 'call') return leaf(part, render)
  const sides = part.arguments.map((side) => printed(side, render)).filter((side) => side !== undefined)
  return sides.length === part.arguments.length ? sql`(${joinSql(sides, ` ${operator} `)})` : undefined
}

function leaf(part: Expression, render: ExpressionRenderer): Sql | undefined {
  const type = typeOf(part)
  return type.kind === 'decimal' && type.precision <= SHORT_DIGITS ? render.value(part) : undefined
}

function operatorOf(part: Expression): string | undefined {
  return part.kind === 'call' && part.type.kind === 'decimal' ? OPERATORS[part.function] : undefined
}
