import { AjnaError, type FailureCode, type FailureDetail } from '#core'

/** What the answer to a refused request says beside the failure. */
export interface ProblemExtra {
  /** HTTP status, where the code alone does not tell it. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Extension members of the problem details. */
  readonly members?: Readonly<Record<string, string>>
}

/** A request refused for reasons of HTTP: its method, size or form, or the state of what it asks for. */
export class RequestError extends AjnaError {
  readonly extra: ProblemExtra

  constructor(code: FailureCode, message: string, extra: ProblemExtra, detail: FailureDetail = {}) {
    super(code, message, detail)
    this.extra = extra
  }
}
