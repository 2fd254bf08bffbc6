import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AttemptRef, QueryError } from '#core'
import type { OpenAttempt, QueryAttempts } from '../query-attempts.ts'
import { answerCommitted, answerFailure } from './answer.ts'
import { expandBatch } from './compression.ts'
import { type Frame, FrameReader } from './frames.ts'

const KEEP_ALIVE_MS = 10_000

type BatchFrame = Extract<Frame, { kind: 'batch' | 'zstd' }>

/** Takes the stream of one attempt and answers it; `attempts` is undefined when the query is not known here. */
export function receiveAttempt(
  request: IncomingMessage,
  response: ServerResponse,
  ref: AttemptRef,
  maxBytes: number,
  attempts: QueryAttempts | undefined,
): void {
  request.socket.setKeepAlive(true, KEEP_ALIVE_MS)
  request.socket.setNoDelay(true)
  // Without a listener a reset connection would end the process; the request's close says the same.
  request.on('error', () => undefined)
  response.on('error', () => undefined)
  if (attempts === undefined) {
    answerFailure(response, new QueryError('CANCELED', 'The query was canceled or has ended.'))
    return
  }
  void serve(request, response, ref, maxBytes, attempts)
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  ref: AttemptRef,
  maxBytes: number,
  attempts: QueryAttempts,
): Promise<void> {
  let attempt: OpenAttempt
  try {
    attempt = await attempts.open(ref, (reason) => answerFailure(response, reason))
  } catch (error) {
    answerFailure(response, error)
    return
  }
  try {
    response.writeContinue()
    await readFrames(request, new FrameReader(maxBytes), attempt)
    await attempt.commit()
    answerCommitted(response)
  } catch (error) {
    await attempt.drop(error instanceof Error ? error : new Error(String(error)))
    // An attempt that was reset has been answered already.
    if (!response.writableEnded) answerFailure(response, error)
  }
}

/**
 * Resolves when the end record and the end of the body have come and all batches are written. While one is being
 * written the next is read, and no further.
 */
async function readFrames(request: IncomingMessage, frames: FrameReader, attempt: OpenAttempt): Promise<void> {
  let written: Promise<void> = Promise.resolve()
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      request.removeAllListeners('data')
      // What is still sent is thrown away: unread, it would keep the answer from its sender.
      request.resume()
      reject(error)
    }
    const take = async (chunk: Uint8Array): Promise<void> => {
      for (const frame of frames.push(chunk)) {
        if (frame.kind === 'end') continue
        request.pause()
        await written
        written = frame.kind === 'stored' ? attempt.adopt(frame.part) : writeBatch(frame, frames, attempt)
        written.catch(fail)
      }
      request.resume()
    }
    request.on('data', (chunk: Uint8Array) => {
      take(chunk).catch(fail)
    })
    request.once('end', () => (frames.complete ? resolve() : fail(cutOff())))
    request.once('close', () => fail(cutOff()))
    if (request.destroyed) fail(cutOff())
  })
  await written
}

async function writeBatch(frame: BatchFrame, frames: FrameReader, attempt: OpenAttempt): Promise<void> {
  const free = await attempt.write(await batchOf(frame), frame.rows)
  if (free !== undefined) frames.reuse(free)
}

async function batchOf(frame: BatchFrame): Promise<Uint8Array<ArrayBuffer>> {
  return frame.kind === 'batch' ? frame.ipc : expandBatch(frame.compressed, frame.bytes)
}

function cutOff(): QueryError {
  return new QueryError('EXCHANGE_BROKEN', 'The stream of a fetch ended before its end record.', { retryable: true })
}
