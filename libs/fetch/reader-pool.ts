import type { SourceConfig } from '#config'
import type { SourceReader } from '#connectors'
import { didYouMean, ValidationError } from '#core'

/** The open sources of one worker, one reader each, opened when first used. */
export interface ReaderPool {
  /** @throws ValidationError UNKNOWN_TABLE, SOURCE_TYPE_UNAVAILABLE; whatever opening the source throws */
  reader(source: string): Promise<{ readonly reader: SourceReader; readonly config: SourceConfig }>
  close(): Promise<void>
}

/** A pool over the configured sources; `open` makes the reader of one. A failed opening is tried again at the next use. */
export function createReaderPool(
  sources: Readonly<Record<string, SourceConfig>>,
  open: (config: SourceConfig) => Promise<SourceReader>,
): ReaderPool {
  const readers = new Map<string, Promise<SourceReader>>()

  const opened = (config: SourceConfig): Promise<SourceReader> => {
    const known = readers.get(config.name)
    if (known !== undefined) return known
    const opening = open(config)
    readers.set(config.name, opening)
    opening.catch(() => readers.delete(config.name))
    return opening
  }

  return {
    async reader(source) {
      const config = sources[source]
      if (config === undefined) {
        throw new ValidationError(
          'UNKNOWN_TABLE',
          `This worker has no source "${source}".${didYouMean(source, Object.keys(sources))} Start workers with the same datasources file as the coordinator.`,
          { source },
        )
      }
      return { reader: await opened(config), config }
    },
    async close() {
      const open = await Promise.allSettled(readers.values())
      readers.clear()
      await Promise.all(open.map((result) => (result.status === 'fulfilled' ? result.value.close() : undefined)))
    },
  }
}
