import { ConfigurationError, type Position, type Problem } from '#core'

/** Collects every fault of a configuration, so that they are told at once. */
export class ProblemList {
  readonly #problems: Problem[] = []
  readonly #warnings: string[] = []

  add(message: string, position?: Position): void {
    const sentence = message.charAt(0).toUpperCase() + message.slice(1)
    this.#problems.push({
      code: 'CONFIGURATION_ERROR',
      message: sentence,
      ...(position === undefined ? {} : { position }),
    })
  }

  warn(message: string, position?: Position): void {
    this.#warnings.push(`${placeText(position)}${message}`)
  }

  /** In the order of the files and of their lines. */
  get problems(): readonly Problem[] {
    const files = [...new Set(this.#problems.map(({ position }) => position?.file))]
    return this.#problems.toSorted((a, b) => {
      const byFile = files.indexOf(a.position?.file) - files.indexOf(b.position?.file)
      const byLine = (a.position?.line ?? 0) - (b.position?.line ?? 0)
      return byFile || byLine || (a.position?.column ?? 0) - (b.position?.column ?? 0)
    })
  }

  get warnings(): readonly string[] {
    return this.#warnings
  }

  /** Throws one ConfigurationError that lists all problems, when there are any. */
  throwIfAny(): void {
    if (this.#problems.length > 0) throw configurationError(this.problems)
  }
}

/** All problems as one error; the message has one line for each. */
export function configurationError(problems: readonly Problem[]): ConfigurationError {
  const lines = problems.map(problemText)
  const [only] = lines
  const message =
    lines.length === 1 && only !== undefined
      ? only
      : [`The configuration has ${lines.length} problems:`, ...lines.map((line) => `  ${line}`)].join('\n')
  return new ConfigurationError(message, { problems })
}

/** A problem as one line: `file:line:column: sentence`. */
export function problemText(problem: Problem): string {
  return `${placeText(problem.position)}${problem.message}`
}

function placeText(position: Position | undefined): string {
  if (position === undefined) return ''
  if (position.file === undefined) return position.path === undefined ? '' : `${position.path}: `
  return `${[position.file, position.line, position.column].filter((part) => part !== undefined).join(':')}: `
}
