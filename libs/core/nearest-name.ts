/** The known name closest to the one that was written, or undefined when none is near enough to be a likely slip. */
export function nearestName(written: string, known: Iterable<string>): string | undefined {
  const wanted = written.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const name of known) {
    const distance = editDistance(wanted, name.toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/** ` Did you mean "x"?` for a message, or nothing when no known name is near. */
export function didYouMean(written: string, known: Iterable<string>): string {
  const name = nearestName(written, known)
  return name === undefined ? '' : ` Did you mean "${name}"?`
}

/** Levenshtein distance, or `bound` as soon as it is known to be at least that (Wagner and Fischer 1974). */
function editDistance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return Math.min(previous[b.length] ?? bound, bound)
}
