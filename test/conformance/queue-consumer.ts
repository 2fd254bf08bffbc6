import { openQueueService } from '#queue/bullmq'

/** A process that takes jobs and never ends one, so that it can be killed at work: `queue-consumer.ts URL PREFIX`. */
const [url = '', prefix = ''] = process.argv.slice(2)
const service = await openQueueService(url, { prefix })
await service.join({
  id: 'victim',
  role: 'worker',
  host: 'here',
  pid: process.pid,
  concurrency: 1,
  version: '0.1.0',
  started_at: new Date().toISOString(),
})
await service.consume(
  'fetch',
  ({ jobId }) => {
    process.stdout.write(`took ${jobId}\n`)
    return new Promise(() => undefined)
  },
  1,
)
process.stdout.write('ready\n')
