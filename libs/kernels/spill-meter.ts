import { folderBytes } from './temp-folder.ts'

const SAMPLE_EVERY_MS = 200

/** Watches how much a kernel spills into its temp folder; the figure is the most seen at a time, in bytes. */
export class SpillMeter {
  readonly #folder: string
  readonly #timer: NodeJS.Timeout
  #peak = 0

  constructor(folder: string) {
    this.#folder = folder
    this.#timer = setInterval(() => void this.#sample(), SAMPLE_EVERY_MS)
    this.#timer.unref()
  }

  async stop(): Promise<number> {
    clearInterval(this.#timer)
    await this.#sample()
    return this.#peak
  }

  async #sample(): Promise<void> {
    // A folder that is gone holds nothing.
    this.#peak = Math.max(this.#peak, await folderBytes(this.#folder).catch(() => 0))
  }
}
