/** Writes config/reference.md from the registry of configuration keys. */
import { writeFile } from 'node:fs/promises'
import { configurationReference } from '#config'

await writeFile(new URL('../config/reference.md', import.meta.url), configurationReference())
