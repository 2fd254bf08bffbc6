import type { Translation } from './input-dialect.ts'
import { numberText, stringText } from './literals.ts'
import { onlyKeys, refuse } from './translation.ts'
import { child, children, isTree, type Tree, text } from './tree.ts'
import { overClause } from './windows.ts'

const AGGREGATES = new Set(['count', 'sum', 'min', 'max', 'avg'])

/** A call of a function, aggregate or window function that is on the dialect's list. */
export function call(translation: Translation, node: Tree): string {
  onlyKeys(translation, node, ['name', 'args', 'over'])
  const name = functionName(translation, node)
  const over = child(node, 'over')
  if (AGGREGATES.has(name)) return aggregate(translation, name, node) + overClause(translation, over)
  const nodes = argumentsOf(node)
  if (name === 'exists') return `EXISTS (${translation.subquery(nodes[0] ?? {})})`
  if (translation.dialect.windowFunctions.has(name)) {
    if (over === undefined) refuse(translation, `${name} without OVER`, node)
    return `${name}(${nodes.map(translation.expression).join(', ')})${overClause(translation, over)}`
  }
  const print = Object.hasOwn(translation.dialect.functions, name) ? translation.dialect.functions[name] : undefined
  if (print === undefined || over !== undefined) refuse(translation, `the function ${name}`, node)
  const printed = print(argumentTexts(translation, nodes), { translation, nodes })
  return printed ?? refuse(translation, `the function ${name} with these arguments`, node)
}

/** Arguments are printed only where they are expressions: an INTERVAL or a unit is its function's to read. */
function argumentTexts(translation: Translation, nodes: readonly Tree[]): readonly string[] {
  return nodes.map((node) => (node['type'] === 'interval' ? '' : translation.expression(node)))
}

function functionName(translation: Translation, node: Tree): string {
  const names = child(node, 'name') ?? {}
  const parts = [child(names, 'schema'), ...children(names, 'name')].flatMap((part) => text(part ?? {}, 'value') ?? [])
  const name = text(node, 'name') ?? (parts.length === 1 ? parts[0] : undefined)
  return name?.toLowerCase() ?? refuse(translation, 'a function with a qualified name', node)
}

function argumentsOf(node: Tree): readonly Tree[] {
  const args = child(node, 'args')
  return args === undefined ? [] : args['type'] === 'expr_list' ? children(args, 'value') : [args]
}

function aggregate(translation: Translation, name: string, node: Tree): string {
  const args = child(node, 'args') ?? {}
  onlyKeys(translation, args, ['expr', 'distinct', 'value'])
  const item = child(args, 'expr') ?? children(args, 'value')[0]
  if (item === undefined || children(args, 'value').length > 1) refuse(translation, `${name} of these arguments`, node)
  if (item['type'] === 'star') return `${name}(*)`
  if (item['type'] === 'expr_list' && children(item, 'value').length !== 1) {
    refuse(translation, `${name} of more than one value`, node)
  }
  return `${name}(${args['distinct'] === 'DISTINCT' ? 'DISTINCT ' : ''}${translation.expression(item)})`
}

/** CAST and `::`, to a type on the dialect's list. */
export function castTo(translation: Translation, node: Tree): string {
  onlyKeys(translation, node, ['keyword', 'expr', 'symbol', 'target', 'as'])
  const operand = child(node, 'expr')
  const target = isTree(node['target']) ? node['target'] : children(node, 'target')[0]
  const isPlain = /^(?:cast)$/i.test(text(node, 'keyword') ?? '') && children(node, 'target').length <= 1
  if (operand === undefined || target === undefined || !isPlain) refuse(translation, 'this cast', node)
  onlyKeys(translation, target, ['dataType', 'length', 'scale', 'suffix'])
  const name = (text(target, 'dataType') ?? '').toUpperCase()
  const { types } = translation.dialect
  const type = Object.hasOwn(types, name) ? types[name] : undefined
  if (type === undefined) refuse(translation, `a cast to ${name}`, node)
  return `CAST(${translation.expression(operand)} AS ${typeText(translation, type, target, node)})`
}

function typeText(translation: Translation, type: string, target: Tree, node: Tree): string {
  const { length, scale } = target
  if (length === undefined || length === null) return type
  if (!type.startsWith('numeric')) refuse(translation, 'a cast to a type with a length', node)
  const digits = numberText(translation, length, node)
  const decimals = scale === undefined || scale === null ? '0' : numberText(translation, scale, node)
  return `numeric(${digits}, ${decimals})`
}

const FIELDS = new Set(['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE'])

/** EXTRACT, a whole number in these dialects. */
export function extracted(translation: Translation, node: Tree): string {
  const args = child(node, 'args') ?? {}
  onlyKeys(translation, args, ['field', 'source', 'cast_type'])
  const field = (text(args, 'field') ?? '').toUpperCase()
  const source = child(args, 'source')
  if (!FIELDS.has(field) || source === undefined || text(args, 'cast_type')) {
    refuse(translation, `EXTRACT of ${field}`, node)
  }
  return `CAST(EXTRACT(${field} FROM ${translation.expression(source)}) AS integer)`
}

/** A whole number as written; undefined for any other expression. */
export function wholeNumber(
  { translation }: { readonly translation: Translation },
  node: Tree | undefined,
): number | undefined {
  if (node?.['type'] !== 'number') return undefined
  const written = numberText(translation, node['value'], node)
  return /^-?\d+$/.test(written) ? Number(written) : undefined
}

/** The quoted text of a string argument, or the bare word of a unit. */
export function unitWord(
  { translation }: { readonly translation: Translation },
  node: Tree | undefined,
): string | undefined {
  if (node?.['type'] === 'column_ref') return text(node, 'column')?.toLowerCase()
  if (node?.['type'] !== 'single_quote_string') return undefined
  return stringText(translation, node['value'], node).toLowerCase()
}
