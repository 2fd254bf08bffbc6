import { FLOAT64 } from '#arrow'
import { NUMERIC_VALUE_OUT_OF_RANGE, signature, strict } from './record.ts'

const angle = [signature(['float64'], FLOAT64)]
const sides = [signature(['float64', 'float64'], FLOAT64)]
const outside = [NUMERIC_VALUE_OUT_OF_RANGE]

/** Angles. What lies outside a function's domain raises, NaN gives NaN. */
export const TRIGONOMETRY_FUNCTIONS = {
  sin: strict(angle, outside),
  cos: strict(angle, outside),
  tan: strict(angle, outside),
  cot: strict(angle, outside),
  asin: strict(angle, outside),
  acos: strict(angle, outside),
  atan: strict(angle),
  atan2: strict(sides),
  sinh: strict(angle),
  cosh: strict(angle),
  tanh: strict(angle),
  asinh: strict(angle),
  acosh: strict(angle, outside),
  atanh: strict(angle, outside),
  sind: strict(angle, outside),
  cosd: strict(angle, outside),
  tand: strict(angle, outside),
  cotd: strict(angle, outside),
  asind: strict(angle, outside),
  acosd: strict(angle, outside),
  atand: strict(angle),
  atan2d: strict(sides),
  degrees: strict(angle, outside),
  radians: strict(angle),
} as const

/** PostgreSQL's names, which are ours. */
export const TRIGONOMETRY_SQL_NAMES = {
  sin: 'sin',
  cos: 'cos',
  tan: 'tan',
  cot: 'cot',
  asin: 'asin',
  acos: 'acos',
  atan: 'atan',
  atan2: 'atan2',
  sinh: 'sinh',
  cosh: 'cosh',
  tanh: 'tanh',
  asinh: 'asinh',
  acosh: 'acosh',
  atanh: 'atanh',
  sind: 'sind',
  cosd: 'cosd',
  tand: 'tand',
  cotd: 'cotd',
  asind: 'asind',
  acosd: 'acosd',
  atand: 'atand',
  atan2d: 'atan2d',
  degrees: 'degrees',
  radians: 'radians',
} as const
