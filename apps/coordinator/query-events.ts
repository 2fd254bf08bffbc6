import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { type QueryId, toFailure } from '#core'
import type { Coordinator } from '#engine/coordinator'
import { FINAL_STATES } from '#results'
import type { AppEnv } from './deps.ts'
import { queryView } from './query-view.ts'

/** Milliseconds between two looks at the query. */
const LOOK_MS = 250
/** Milliseconds of silence after which a comment keeps proxies from closing the connection. */
const KEEP_ALIVE_MS = 15_000

/** Server-sent events: the query at once and at each change, until it ends or the client goes. */
export function followQuery(
  context: Context<AppEnv>,
  queries: Coordinator['queries'],
  id: QueryId,
  log: (error: unknown) => void,
): Response {
  return streamSSE(context, async (stream) => {
    let sent = ''
    let sentAt = 0
    const send = async (text: string, data: string): Promise<void> => {
      await stream.write(text)
      sent = data
      sentAt = Date.now()
    }
    try {
      while (!stream.aborted) {
        const manifest = await queries.get(id)
        const data = JSON.stringify(queryView(manifest))
        if (data !== sent) await send(`event: query\ndata: ${data}\n\n`, data)
        else if (Date.now() - sentAt > KEEP_ALIVE_MS) await send(': still there\n\n', data)
        if (FINAL_STATES.has(manifest.state)) return
        await stream.sleep(LOOK_MS)
      }
    } catch (error) {
      const failure = toFailure(error)
      if (failure.code === 'INTERNAL') log(error)
      await stream.writeSSE({ event: 'problem', data: JSON.stringify(failure) })
    }
  })
}
