import type { EngineType } from '#arrow'
import { ValidationError } from '#core'
import type { TableColumn, TextComparison } from '#plan'
import type { DeclaredColumns } from './spi.ts'

/** A column as its source's catalog has it. */
export interface NativeColumn {
  readonly name: string
  /** Undefined for a type the engine cannot carry. */
  readonly type: EngineType | undefined
  readonly sourceType: string
  readonly nullable: boolean
  readonly comparison: TextComparison | null
}

/**
 * The column with what the configuration declares of it. Types the engine cannot carry are read as what is declared.
 * @throws ValidationError UNSUPPORTED naming the column, when its type has no counterpart and none is declared
 */
export function tableColumn(
  native: NativeColumn,
  source: string,
  table: string,
  declared: DeclaredColumns,
): TableColumn {
  const declaredType = Object.hasOwn(declared, native.name) ? declared[native.name]?.type : undefined
  const nativeType = native.type ?? declaredType
  if (nativeType === undefined) {
    throw new ValidationError(
      'UNSUPPORTED',
      `Column "${native.name}" of ${table} at source "${source}" has the type ${native.sourceType}, which the engine does ` +
        'not carry; declare the column as string under tables: to read it as text.',
      { source },
    )
  }
  const type = declaredType ?? nativeType
  return {
    name: native.name,
    type,
    nativeType,
    sourceType: native.sourceType,
    nullable: native.nullable,
    comparison: isText(type) ? (native.comparison ?? 'binary') : null,
  }
}

function isText(type: EngineType): boolean {
  return type.kind === 'array' ? isText(type.element) : type.kind === 'string'
}
