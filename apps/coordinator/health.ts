import { toFailure } from '#core'
import type { AppDeps } from './deps.ts'

export interface HealthCheck {
  readonly name: string
  readonly status: 'up' | 'down'
  /** Why it is down, and what to do; null when it is up. */
  readonly detail: string | null
}

type HealthDeps = Pick<AppDeps, 'coordinator' | 'queue' | 'store' | 'config'>

/** What this coordinator cannot take queries without. */
export function readiness({ queue, store }: Pick<AppDeps, 'queue' | 'store'>): Promise<readonly HealthCheck[]> {
  return Promise.all([check('queue', () => queue.ping()), check('result_store', () => store.ping())])
}

/** All checks that the `health:` keys switch on: dependencies, resources, function. */
export async function health(deps: HealthDeps): Promise<readonly HealthCheck[]> {
  const { enableDependencyChecks, enableResourceChecks, enableFunctionalChecks } = deps.config.health
  const checks = [
    enableDependencyChecks ? dependencies(deps) : [],
    enableResourceChecks ? [memory(deps)] : [],
    enableFunctionalChecks ? planning(deps) : [],
  ]
  return (await Promise.all(checks)).flat()
}

async function dependencies({ queue, store }: HealthDeps): Promise<readonly HealthCheck[]> {
  return [...(await readiness({ queue, store })), await workers(queue)]
}

async function workers(queue: AppDeps['queue']): Promise<HealthCheck> {
  let listening = false
  const asked = await check('workers', async () => {
    listening = (await queue.members()).some((member) => member.role === 'worker')
  })
  if (asked.status === 'down' || listening) return asked
  return { name: 'workers', status: 'down', detail: 'No worker is listening; start one with "ajna worker".' }
}

/** Down when this process holds more of `max_memory_mb` than `memory_warning_threshold_percent` allows. */
function memory({ config }: HealthDeps): HealthCheck {
  const { maxMemoryMb, memoryWarningThresholdPercent } = config.performance
  const usedMb = Math.round(process.memoryUsage.rss() / 1024 / 1024)
  if (usedMb <= (maxMemoryMb * memoryWarningThresholdPercent) / 100)
    return { name: 'memory', status: 'up', detail: null }
  const detail = `The coordinator holds ${usedMb} MB of max_memory_mb ${maxMemoryMb}; raise it or run fewer queries at once.`
  return { name: 'memory', status: 'down', detail }
}

/** A query without sources goes from text to plan. */
async function planning({ coordinator }: HealthDeps): Promise<readonly HealthCheck[]> {
  const statement = {
    sql: 'SELECT 1',
    query: null,
    parameters: {},
    default_connection_id: null,
    pushdown: 'auto' as const,
  }
  return [
    await check('planning', async () => {
      await coordinator.planner.explain(statement, new AbortController().signal)
    }),
  ]
}

async function check(name: string, ping: () => Promise<void>): Promise<HealthCheck> {
  try {
    await ping()
    return { name, status: 'up', detail: null }
  } catch (error) {
    return { name, status: 'down', detail: toFailure(error).message }
  }
}
