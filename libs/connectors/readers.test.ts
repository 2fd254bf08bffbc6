import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

test.each(['postgres', 'mysql', 'sqlite', 'file'])(
  'the %s driver loads in plain Node.js, as a worker runs it',
  (type) => {
    const url = new URL(`./${type}/reader.ts`, import.meta.url).href
    const script = `console.log(Object.keys(await import(${JSON.stringify(url)})).length)`
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(printed.trim()).toBe('1')
  },
)

test('the port and the choice of a reader load no driver', () => {
  const url = new URL('./readers.ts', import.meta.url).href
  const script = `await import(${JSON.stringify(url)})
    console.log(process.moduleLoadList.some((name) => name.includes('sqlite')), Object.keys((await import('node:module')).createRequire(${JSON.stringify(url)}).cache).filter((path) => /node_modules\\/(pg|mysql2|@duckdb)\\//.test(path)).length)`
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(printed.trim()).toBe('false 0')
})
