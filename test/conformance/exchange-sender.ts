import { createHttpExchangeSender } from '#exchange/http'

/** A process that streams without end, so that it can be killed at work: `exchange-sender.ts ADDRESS TOKEN ATTEMPT`. */
const [address = '', token = '', attempt = ''] = process.argv.slice(2)
const stream = await createHttpExchangeSender().open(address, token, JSON.parse(attempt))
for (;;) {
  await stream.send([new Uint8Array(10_000)], 1)
  await new Promise((resolve) => setTimeout(resolve, 20))
}
