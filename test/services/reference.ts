import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '#embedded-postgres'
import { type RunningService, serviceAddress } from './address.ts'

const DATABASE = 'reference'

/** The PostgreSQL whose answers are right by definition: npm's own (18), text by bytes (builtin C.UTF-8). */
export async function startReference(): Promise<RunningService> {
  const parent = await mkdtemp(join(tmpdir(), 'ajna-reference-'))
  // The server runs under a user of its own, who has to pass through.
  await chmod(parent, 0o755)
  const server = await startEmbeddedPostgres({ folder: join(parent, 'server'), databases: [DATABASE] })
  const { host, port, user, password } = server
  return {
    ...serviceAddress('postgresql', { host, port, user, password, database: DATABASE }),
    stop: async () => {
      await server.stop()
      await rm(parent, { recursive: true, force: true })
    },
  }
}
