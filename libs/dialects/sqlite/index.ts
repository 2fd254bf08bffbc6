import { isInteger, sameType } from '#arrow'
import type { Literal, PlanNode } from '#plan'
import type { Dialect } from '../base/dialect.ts'
import { canonicalText } from '../base/literal-form.ts'
import { Refused } from '../base/refused.ts'
import { plainEntry } from '../base/relation.ts'
import { raw, type Sql } from '../base/sql.ts'
import { functions } from './functions.ts'
import { keyConditions } from './key-conditions.ts'
import { typeName } from './types.ts'

/** SQLite: dynamic typing lets little be exact, so it mostly filters, counts and limits. */
export function sqlite(): Dialect {
  return {
    name: 'sqlite',
    placeholders: 'positional',
    functions,
    prefilters: {},
    quoteName,
    tableName: ({ schema, table }) => (schema === null ? quoteName(table) : `${quoteName(schema)}.${quoteName(table)}`),
    typeName,
    literal,
    cast: () => undefined,
    scanColumn: (column, reference) => ({
      ...plainEntry(reference),
      column,
      opaque: !sameType(column.type, column.nativeType) && !(isInteger(column.type) && isInteger(column.nativeType)),
    }),
    supports,
    tableFunction: (_node, _alias, _render) => {
      throw new Refused('NODE_NOT_SUPPORTED', 'a function that gives rows')
    },
    sortKey: (key, render) => render.refuse('TYPE_NOT_EXACT', key.expression),
    checkKey: (expression, render) => render.refuse('TYPE_NOT_EXACT', expression),
    limit: (limit, offset) => `LIMIT ${limit ?? -1}${offset === 0 ? '' : ` OFFSET ${offset}`}`,
    keyConditions,
    aggregateFilter: 'clause',
    semiJoin: 'exists',
    materialized: '',
    guardsOrder: false,
    commonTablesPerRow: false,
    correlatesFrom: false,
  }
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function supports(node: PlanNode): boolean {
  if (node.kind === 'aggregate')
    return node.groups.length === 0 && node.aggregates.length > 0 && node.groupingSets === null
  if (node.kind === 'project') return node.expressions.every(({ expression }) => expression.kind === 'column')
  return node.kind === 'scan' || node.kind === 'filter' || node.kind === 'limit'
}

function literal(constant: Literal): Sql {
  const { type, value } = constant
  if (type.kind === 'string') return [constant]
  if (value !== null && isInteger(type)) return raw(`(${canonicalText(constant)})`)
  if (value !== null && type.kind === 'boolean') return raw(canonicalText(constant) === 'true' ? '1' : '0')
  throw new Refused('TYPE_NOT_EXACT', `a ${type.kind} constant`)
}
