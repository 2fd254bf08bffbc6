import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The variables a YAML file in `folder` may use: the environment itself, then `.env` beside the file, then
 * `.env` in the working directory.
 */
export async function environmentFor(folder: string, env: Environment): Promise<Environment> {
  const beside = await readDotEnv(folder)
  const working = folder === process.cwd() ? {} : await readDotEnv(process.cwd())
  return { ...working, ...beside, ...env }
}

async function readDotEnv(folder: string): Promise<Environment> {
  try {
    return parseEnv(await readFile(join(folder, '.env'), 'utf8'))
  } catch (error) {
    if (isMissing(error)) return {}
    throw error
  }
}

/** True for the error of a file or folder that is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** A text after its variables were put in. */
export interface Expansion {
  readonly text: string
  /** The variables it named. */
  readonly used: readonly string[]
  /** Those of them that have neither a value nor a default. */
  readonly missing: readonly string[]
}

const VARIABLE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?-)([^}]*))?\}/g

/** Puts in `${NAME}`, `${NAME:-default}` (unset or empty) and `${NAME-default}` (unset); `$${` stands for `${`. */
export function expandVariables(
  text: string,
  env: Environment,
  escapeValue: (value: string, offset: number) => string = (value) => value,
): Expansion {
  const used: string[] = []
  const missing: string[] = []
  const expanded = text.replace(
    VARIABLE,
    (
      whole: string,
      name: string | undefined,
      operator: string | undefined,
      fallback: string | undefined,
      offset: number,
    ) => {
      if (name === undefined) return '${'
      used.push(name)
      const value = Object.hasOwn(env, name) ? env[name] : undefined
      if (value !== undefined && !(value === '' && operator === ':-')) return escapeValue(value, offset)
      if (fallback !== undefined) return fallback
      missing.push(name)
      return whole
    },
  )
  return { text: expanded, used, missing }
}
