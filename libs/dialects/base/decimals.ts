import type { EngineType } from '#arrow'
import { typeOf } from '#plan'
import type { FunctionRewrite, PrintedCall } from './dialect.ts'
import { castTo } from './rewrites.ts'

/** The rewrite, rounded to the plan's scale where the operation itself gives a larger one. */
export function scaled(rewrite: FunctionRewrite): FunctionRewrite {
  return (call, render) => {
    const value = rewrite(call, render)
    const cut = call.type.kind === 'decimal' && naturalScale(call) > call.type.scale
    return cut ? castTo(value, call.type, call, render) : value
  }
}

/** The scale at which a sum, difference, remainder or product of decimals is exact. */
function naturalScale(call: PrintedCall): number {
  const scales = call.arguments.map((argument) => scaleOf(typeOf(argument)))
  return call.function === 'multiply' ? scales.reduce((sum, scale) => sum + scale, 0) : Math.max(0, ...scales)
}

/** Places after the point of a number type. */
export function scaleOf(type: EngineType): number {
  return type.kind === 'decimal' ? type.scale : 0
}
