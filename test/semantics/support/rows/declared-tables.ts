import type { ColumnDef, Node, TypeName } from 'libpg-query'
import type { TableColumn, TextComparison } from '#plan'
import { postgresType } from '../../../../libs/connectors/postgres/types.ts'
import { loadParser, parseTree } from '../../../../libs/query/sql/parser.ts'

/** The tables that some CREATE TABLE make, as PostgreSQL would describe their columns: no server is asked. */
export async function declaredTables(
  statements: string,
  comparison: TextComparison,
): Promise<ReadonlyMap<string, readonly TableColumn[]>> {
  await loadParser()
  const tree = parseTree(statements)
  if ('message' in tree) throw new Error(tree.message)
  const tables = new Map<string, readonly TableColumn[]>()
  for (const { stmt } of tree.stmts ?? []) {
    if (stmt === undefined || !('CreateStmt' in stmt)) continue
    const { relation, tableElts = [] } = stmt.CreateStmt
    tables.set(
      relation?.relname ?? '',
      tableElts.flatMap((element) => ('ColumnDef' in element ? [columnOf(element.ColumnDef, comparison)] : [])),
    )
  }
  return tables
}

function columnOf(
  { colname = '', typeName = {}, constraints = [] }: ColumnDef,
  comparison: TextComparison,
): TableColumn {
  const { name, sourceType, typmod } = declaredType(typeName)
  const type = postgresType(name, 'b', typmod)
  if (type === undefined) throw new Error(`The column ${colname} has a type that the engine does not carry.`)
  const scalar = type.kind === 'array' ? type.element : type
  const nullable = !constraints.some((node) => 'Constraint' in node && node.Constraint.contype !== 'CONSTR_DEFAULT')
  return {
    name: colname,
    type,
    nativeType: type,
    sourceType,
    nullable,
    comparison: scalar.kind === 'string' ? comparison : null,
  }
}

function declaredType({ names = [], typmods = [], arrayBounds = [] }: TypeName): {
  readonly name: string
  readonly sourceType: string
  readonly typmod: number
} {
  const base = names.flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : [])).at(-1) ?? ''
  const [precision, scale = 0] = typmods.map(numberOf)
  const typmod = precision === undefined ? -1 : base === 'numeric' ? ((precision << 16) | scale) + 4 : precision + 4
  const isArray = arrayBounds.length > 0
  const inBrackets = typmods.length === 0 ? '' : `(${typmods.map(numberOf).join(',')})`
  return { name: isArray ? `_${base}` : base, sourceType: `${base}${inBrackets}${isArray ? '[]' : ''}`, typmod }
}

function numberOf(node: Node): number {
  return 'A_Const' in node ? (node.A_Const.ival?.ival ?? 0) : 0
}
