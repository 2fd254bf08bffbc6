/** What a key's value is, as the reference page names it. */
export type KeyKind = 'text' | 'whole number' | 'number' | 'true or false' | 'choice' | 'path' | 'URL' | 'email address'

/** One key of the configuration: everything the loader, the messages and the reference page know about it. */
export interface KeySpec<T> {
  readonly kind: KeyKind
  /** What a correct value is, to end the sentence "must be ...". */
  readonly expected: string
  readonly doc: string
  /** The value of an absent key. */
  readonly fallback: T
  readonly required: boolean
  /** A secret is never shown: not in errors, logs or JSON. */
  readonly secret: boolean
  /** The spellings the reference page lists, for a choice. */
  readonly allowed: readonly string[]
  /** Other names of the same key. */
  readonly aliases: readonly string[]
  /** The value that a text stands for, or undefined when it stands for none. */
  readonly parse: (text: string) => T | undefined
}

/** The keys of one section, by their YAML names. */
export type SectionSpec = Readonly<Record<string, KeySpec<unknown>>>

interface KeyOptions {
  readonly doc: string
  readonly secret?: boolean
  readonly aliases?: readonly string[]
}

interface Range {
  readonly minimum: number
  readonly maximum?: number
}

/** A text that must be there. */
export function requiredText(options: KeyOptions): KeySpec<string> {
  return { ...textKey(options, ''), required: true }
}

/** A text with a default. */
export function textOr(fallback: string, options: KeyOptions): KeySpec<string> {
  return textKey(options, fallback)
}

/** A text that may be absent. */
export function optionalText(options: KeyOptions): KeySpec<string | null> {
  return textKey<string | null>(options, null)
}

/** The path of a file that must be named; relative ones start at the folder of the YAML file. */
export function requiredPath(options: KeyOptions): KeySpec<string> {
  return { ...requiredText(options), kind: 'path', expected: 'a path' }
}

/** The path of a file, with a default. */
export function pathOr(fallback: string, options: KeyOptions): KeySpec<string> {
  return { ...textOr(fallback, options), kind: 'path', expected: 'a path' }
}

/** The path of a file that may be absent. */
export function optionalPath(options: KeyOptions): KeySpec<string | null> {
  return { ...optionalText(options), kind: 'path', expected: 'a path' }
}

/** An e-mail address; `[x y]`, what is left of one that a web page hid, is taken as the text it is. */
export function optionalEmail(options: KeyOptions): KeySpec<string | null> {
  return { ...optionalText(options), kind: 'email address', expected: 'an e-mail address' }
}

/** An http or https URL that must be there. */
export function requiredUrl(options: KeyOptions): KeySpec<string> {
  return { ...requiredText(options), kind: 'URL', expected: 'an http or https URL', parse: httpUrl }
}

/** An http or https URL that may be absent. */
export function optionalUrl(options: KeyOptions): KeySpec<string | null> {
  return { ...optionalText(options), kind: 'URL', expected: 'an http or https URL', parse: httpUrl }
}

/** A whole number within a range. */
export function integerOr(fallback: number, range: Range, options: KeyOptions): KeySpec<number> {
  return integerKey(fallback, range, options)
}

/** A whole number within a range that may be absent. */
export function optionalInteger(range: Range, options: KeyOptions): KeySpec<number | null> {
  return integerKey<number | null>(null, range, options)
}

/** A number, with decimals or not, within a range. */
export function numberOr(fallback: number, range: Range, options: KeyOptions): KeySpec<number> {
  return {
    ...common(options),
    kind: 'number',
    expected: `a number${rangeText(range)}`,
    fallback,
    parse: (text) => numberOf(text, range),
  }
}

/** True or false. */
export function booleanOr(fallback: boolean, options: KeyOptions): KeySpec<boolean> {
  return booleanKey(fallback, options)
}

/** True or false, or left to the engine. */
export function optionalBoolean(options: KeyOptions): KeySpec<boolean | null> {
  return booleanKey<boolean | null>(null, options)
}

/** One of several words in any case: `values` by their lower-case spelling, `allowed` the ones to document. */
export function choiceOr<T, Fallback extends T | null>(
  fallback: Fallback,
  allowed: readonly string[],
  values: Readonly<Record<string, T>>,
  options: KeyOptions,
): KeySpec<T | Fallback> {
  return {
    ...common(options),
    kind: 'choice',
    expected: `one of ${allowed.join(', ')}`,
    allowed,
    fallback,
    parse: (text) => (Object.hasOwn(values, text.toLowerCase()) ? values[text.toLowerCase()] : undefined),
  }
}

function common(options: KeyOptions): Pick<KeySpec<never>, 'doc' | 'required' | 'secret' | 'allowed' | 'aliases'> {
  return {
    doc: options.doc,
    required: false,
    secret: options.secret ?? false,
    allowed: [],
    aliases: options.aliases ?? [],
  }
}

function textKey<T extends string | null>(options: KeyOptions, fallback: T): KeySpec<T | string> {
  return { ...common(options), kind: 'text', expected: 'a text', fallback, parse: (text) => text }
}

function integerKey<T extends number | null>(fallback: T, range: Range, options: KeyOptions): KeySpec<T | number> {
  return {
    ...common(options),
    kind: 'whole number',
    expected: `a whole number${rangeText(range)}`,
    fallback,
    parse: (text) => (/^[+-]?\d+$/.test(text) ? numberOf(text, range) : undefined),
  }
}

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
}

function booleanKey<T extends boolean | null>(fallback: T, options: KeyOptions): KeySpec<T | boolean> {
  return {
    ...common(options),
    kind: 'true or false',
    expected: 'true or false',
    fallback,
    parse: (text) => (Object.hasOwn(WORDS, text.toLowerCase()) ? WORDS[text.toLowerCase()] : undefined),
  }
}

function numberOf(text: string, range: Range): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return undefined
  return value >= range.minimum && value <= (range.maximum ?? Number.MAX_SAFE_INTEGER) ? value : undefined
}

function rangeText(range: Range): string {
  return range.maximum === undefined ? `, ${range.minimum} or more` : ` from ${range.minimum} to ${range.maximum}`
}

function httpUrl(text: string): string | undefined {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? text : undefined
}
