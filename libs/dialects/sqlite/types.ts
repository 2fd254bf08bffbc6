import type { EngineType } from '#arrow'

/** SQLite's name of a type in CAST: only what its values have themselves. */
export function typeName(type: EngineType): string | undefined {
  switch (type.kind) {
    case 'int16':
    case 'int32':
    case 'int64':
      return 'INTEGER'
    case 'string':
      return 'TEXT'
    default:
      return undefined
  }
}
