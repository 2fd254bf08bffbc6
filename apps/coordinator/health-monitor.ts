import type { AppDeps } from './deps.ts'
import { health } from './health.ts'

/** Logs what goes down and what comes up again, every `health.check_interval_seconds`. @returns how to stop it */
export function startHealthMonitor(
  deps: Pick<AppDeps, 'coordinator' | 'queue' | 'store' | 'config' | 'telemetry'>,
): () => void {
  const { logger } = deps.telemetry
  const down = new Set<string>()
  const look = async (): Promise<void> => {
    for (const { name, status, detail } of await health(deps)) {
      if (status === 'down' && !down.has(name)) logger.warn('health check failed', { check: name, detail })
      if (status === 'up' && down.delete(name)) logger.info('health check passed again', { check: name })
      if (status === 'down') down.add(name)
    }
  }
  const timer = setInterval(() => {
    look().catch((error: unknown) => logger.error('health checks failed', error))
  }, deps.config.health.checkIntervalSeconds * 1000)
  return () => clearInterval(timer)
}
