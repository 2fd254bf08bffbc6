const MAX_TIMEOUT_MS = 2_147_483_647

/** The setting that bounds a statement; the server takes 1 ms to 24 days. */
export function statementTimeout(timeoutMs: number): string {
  return `statement_timeout = ${Math.min(Math.max(1, Math.ceil(timeoutMs)), MAX_TIMEOUT_MS)}`
}
