import { connect } from 'node:net'
import type { StartedTestContainer, WaitStrategy } from 'testcontainers'

export interface ContainerSpec {
  readonly image: string
  readonly port: number
  readonly environment: Readonly<Record<string, string>>
  readonly command: readonly string[]
  readonly ready: (wait: typeof import('testcontainers').Wait) => WaitStrategy
}

/** True when a Docker engine answers at DOCKER_HOST or its usual socket. */
export function dockerAnswers(): Promise<boolean> {
  const configured = process.env['DOCKER_HOST']
  if (configured !== undefined && !configured.startsWith('unix://')) return Promise.resolve(true)
  const path = configured?.slice('unix://'.length) ?? '/var/run/docker.sock'
  return new Promise((resolve) => {
    const socket = connect(path)
    const answer = (found: boolean): void => {
      socket.destroy()
      resolve(found)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
}

/** Starts a container with one published port; testcontainers' reaper removes it when this process dies. */
export async function startContainer(spec: ContainerSpec): Promise<StartedTestContainer> {
  const { GenericContainer, Wait } = await import('testcontainers')
  return new GenericContainer(spec.image)
    .withExposedPorts(spec.port)
    .withEnvironment({ ...spec.environment })
    .withCommand([...spec.command])
    .withWaitStrategy(spec.ready(Wait))
    .withStartupTimeout(180_000)
    .start()
}
