/** The members of both sets. */
export function union<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> {
  return new Set([...a, ...b])
}

/** True when every member of the first set is in the second. */
export function isWithin<T>(part: ReadonlySet<T>, all: ReadonlySet<T>): boolean {
  return [...part].every((member) => all.has(member))
}

/** True when the sets share no member. */
export function isDisjoint<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  return ![...a].some((member) => b.has(member))
}

/** The members of the first set that are not in the second. */
export function without<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> {
  return new Set([...a].filter((member) => !b.has(member)))
}
