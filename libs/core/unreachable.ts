/** Ends an exhaustive switch: a kind nobody handles breaks the build, and fails loudly should it come at run time. */
export function unreachable(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`)
}
