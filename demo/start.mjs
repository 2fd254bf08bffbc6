// Runs on whatever Node.js started npm: installs the dependencies (Node 24 among them) and hands over to the demo.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const installed = join(root, 'node_modules', '.package-lock.json')
const wanted = join(root, 'package-lock.json')

function run(command, args) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (done.error) process.stderr.write(`${command} could not be started: ${done.error.message}\n`)
  return done.status ?? 1
}

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) {
  process.stdout.write('Installing the dependencies (npm ci) ...\n')
  const status = run('npm', ['ci', '--no-audit', '--no-fund'])
  if (status !== 0) process.exit(status)
}

// Ctrl-C reaches the demo as well; this process only waits for it to clean up.
process.on('SIGINT', () => {})
process.exit(run(join(root, 'node_modules', '.bin', 'node'), [join(root, 'demo', 'main.ts'), ...process.argv.slice(2)]))
