import { z } from 'zod'
import { didYouMean } from '#core'

/** A schema for each key of T: the compiler points at a key that was forgotten or does not exist. */
export type Shape<T> = Readonly<Record<keyof T, z.ZodType>>

/** A key that may be absent (but not undefined: JSON has no such value). */
export const optional = z.exactOptional

/** An object with these keys and no others; an unknown key is answered with the nearest known one. */
export function strict<S extends Readonly<Record<string, z.ZodType>>>(shape: S) {
  return z.strictObject(shape, {
    // One line for each unknown key, in their order: problems are made from the lines.
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys
            .map((key) => `Unknown key ${JSON.stringify(key)}.${didYouMean(key, Object.keys(shape))}`)
            .join('\n')
        : undefined,
  })
}

/** A schema that is referred to by name: its alternatives are told apart by the key that is present. */
export interface NamedSchema {
  readonly name: string
  readonly alternatives: () => Readonly<Record<string, z.ZodType>>
}

const named = new Map<unknown, NamedSchema>()

/** The named schema that `schema` stands for, when it is one of `byKey`. */
export function namedSchema(schema: unknown): NamedSchema | undefined {
  return named.get(schema)
}

/**
 * One of several kinds of object, chosen by the first key of `alternatives` that is present. A plain union would try
 * every kind at every level: exponential time in the depth, and a message that names none of them.
 */
export function byKey<T>(
  name: string,
  alternatives: () => Readonly<Record<string, z.ZodType>>,
  extraCheck: (value: object) => readonly string[] = () => [],
): z.ZodType<T> {
  const schema = z.custom<T>().check((context) => {
    const value: unknown = context.value
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      context.issues.push({ code: 'invalid_type', expected: 'object', input: value })
      return
    }
    const choices = alternatives()
    const key = Object.keys(choices).find((candidate) => candidate === '' || Object.hasOwn(value, candidate))
    const chosen = key === undefined ? undefined : choices[key]
    if (chosen === undefined) {
      context.issues.push({ code: 'custom', message: noKind(name, value, Object.keys(choices)), input: value })
      return
    }
    const { error } = chosen.safeParse(value, { reportInput: true })
    for (const issue of error?.issues ?? []) {
      // A wrong type keeps its input: when that is undefined, the key is missing.
      if (issue.code === 'invalid_type') context.issues.push({ ...issue, input: issue.input })
      else context.issues.push({ ...issue, input: undefined })
    }
    for (const message of extraCheck(value)) context.issues.push({ code: 'custom', message, input: value })
  })
  named.set(schema, { name, alternatives })
  return schema
}

function noKind(name: string, value: object, keys: readonly string[]): string {
  const [first] = Object.keys(value)
  const hint = first === undefined ? '' : didYouMean(first, keys)
  return `No kind of ${name} has these keys; it needs one of ${keys.join(', ')}.${hint}`
}

/** The one of `keys` that is present, or a sentence that says what is wrong. */
export function exactlyOne(value: object, keys: readonly string[]): string | undefined {
  const present = keys.filter((key) => Object.hasOwn(value, key))
  if (present.length === 1) return undefined
  return present.length === 0
    ? `One of ${keys.join(', ')} is needed.`
    : `Only one of ${present.join(', ')} may be given.`
}
