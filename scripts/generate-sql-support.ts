/** Writes docs/sql.md from the tables of functions and dialects. */
import { writeFile } from 'node:fs/promises'
import { supportPage } from '#dialects/support-page'

await writeFile(new URL('../docs/sql.md', import.meta.url), supportPage())
