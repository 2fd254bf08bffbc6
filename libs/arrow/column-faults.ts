import { QueryError } from '#core'
import { type Field, typeName } from './engine-type.ts'

const SHOWN_CHARACTERS = 60

/** The errors of one column of one source: QueryError DATA_ERROR naming source, column and value. */
export class ColumnFaults {
  readonly #source: string
  readonly #field: Field

  constructor(source: string, field: Field) {
    this.#source = source
    this.#field = field
  }

  /** NULL in a column that is declared without nulls. */
  unexpectedNull(): QueryError {
    return this.#fault(`Source "${this.#source}" sent NULL in column "${this.#field.name}", which cannot be null.`)
  }

  /** A value that is not of the column's type. */
  misfit(value: string): QueryError {
    return this.refused(value, `does not fit the type ${typeName(this.#field.type)}`)
  }

  /** A value the engine does not carry. */
  refused(value: string, why: string): QueryError {
    const shown = JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value)
    return this.#fault(`Source "${this.#source}" sent ${shown} in column "${this.#field.name}", which ${why}.`)
  }

  #fault(message: string): QueryError {
    return new QueryError('DATA_ERROR', message, { source: this.#source })
  }
}
