import { Redis } from 'ioredis'
import { type RunningService, type ServiceAddress, serviceAddress } from './address.ts'
import { dockerAnswers, startContainer } from './docker.ts'
import { serverFolder, serverUser } from './os-user.ts'
import { canInstall, findProgram, install } from './programs.ts'
import { freePort, startServer } from './server-process.ts'

const LOGIN = { user: 'default', password: 'ajna-test', database: '0' }
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']

/** A Redis server of one's own: in Docker, else from the machine, else installed with apt-get. Nothing is kept on disk. */
export async function startRedis(): Promise<RunningService> {
  return (await dockerAnswers()) ? startInDocker() : startLocally()
}

async function startInDocker(): Promise<RunningService> {
  const container = await startContainer({
    image: 'redis:7',
    port: 6379,
    environment: {},
    command: ['redis-server', ...settings()],
    ready: (wait) => wait.forLogMessage(/Ready to accept connections/),
  })
  const address = serviceAddress('redis', { ...LOGIN, host: container.getHost(), port: container.getMappedPort(6379) })
  return {
    ...address,
    stop: async () => {
      await container.stop()
    },
  }
}

async function startLocally(): Promise<RunningService> {
  const server = await findServer()
  const user = serverUser(['redis'])
  const folder = serverFolder('redis', user)
  const address = serviceAddress('redis', { ...LOGIN, host: '127.0.0.1', port: await freePort() })
  const stop = await startServer({
    name: 'Redis',
    command: [server, '--port', String(address.port), '--bind', '127.0.0.1', '--dir', folder, ...settings()],
    folder,
    user,
    stopSignal: 'TERM',
    ping: () => ping(address),
  })
  return { ...address, stop }
}

function settings(): readonly string[] {
  return ['--requirepass', LOGIN.password, '--save', '', '--appendonly', 'no', '--databases', '256']
}

async function findServer(): Promise<string> {
  const known = findProgram(['redis-server'], FOLDERS)
  if (known !== undefined) return known
  if (canInstall()) {
    await install('redis-server')
    const installed = findProgram(['redis-server'], FOLDERS)
    if (installed !== undefined) return installed
  }
  throw new Error('The tests need Redis and found none: start Docker, or install it (apt-get install redis-server).')
}

async function ping(address: ServiceAddress): Promise<void> {
  const client = new Redis(address.url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  let failure: unknown
  client.on('error', (error) => {
    failure = error
  })
  try {
    await client.connect()
    await client.ping()
  } catch (error) {
    throw failure ?? error
  } finally {
    client.disconnect()
  }
}
