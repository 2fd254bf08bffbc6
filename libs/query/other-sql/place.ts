import type { FailureDetail } from '#core'
import { excerptAt, lineAndColumn } from '../sql/source-text.ts'

/** Line, column and excerpt of an index of the text. */
export function placeAt(sql: string, index: number): FailureDetail {
  return { position: lineAndColumn(sql, index), excerpt: excerptAt(sql, index) }
}
