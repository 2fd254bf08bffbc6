import { didYouMean } from '#core'
import { knownTypeNames } from './type-names.ts'

/** Types of PostgreSQL that the engine does not have. */
const OTHER_TYPES = new Set(
  (
    'bit bit_varying varbit bpchar char character name oid regclass regtype regproc regnamespace regrole money inet cidr ' +
    'macaddr macaddr8 point line lseg box path polygon circle tsvector tsquery xml jsonb jsonpath pg_lsn xid xid8 cid tid ' +
    'int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange ' +
    'tsmultirange tstzmultirange datemultirange timetz record'
  ).split(' '),
)

/** What PostgreSQL finds wrong with the name of a type; undefined for one that is only not supported here. */
export function faultOfTypeName(text: string): { readonly message: string; readonly sqlState: string } | undefined {
  const name = text
    .toLowerCase()
    .replace(/(\[\])+$/, '')
    .trim()
  const [, base = name, modifiers] = /^([^(]+)\(([^)]*)\)/.exec(name) ?? []
  if (base === 'numeric' || base === 'decimal') return numericFault(modifiers)
  const known = knownTypeNames()
  if (OTHER_TYPES.has(base) || base.startsWith('"') || known.has(base)) return undefined
  return { message: `The type "${base}" does not exist.${didYouMean(base, known)}`, sqlState: '42704' }
}

function numericFault(
  modifiers: string | undefined,
): { readonly message: string; readonly sqlState: string } | undefined {
  const [precision, scale = 0, ...more] = (modifiers ?? '1').split(',').map(Number)
  if (precision === undefined || more.length > 0)
    return { message: 'The digits of numeric are not understood.', sqlState: '22023' }
  if (precision < 1 || precision > 1000) {
    return { message: `The precision ${precision} of numeric must be between 1 and 1000.`, sqlState: '22023' }
  }
  if (scale >= -1000 && scale <= 1000) return undefined
  return { message: `The scale ${scale} of numeric must be between -1000 and 1000.`, sqlState: '22023' }
}
