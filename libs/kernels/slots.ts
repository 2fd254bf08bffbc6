import { abortReason, throwIfAborted } from '#core'

interface Waiter {
  readonly count: number
  readonly enter: () => void
}

/** Slots handed out in the order they were asked for; a large request is not overtaken by small ones. */
export class Slots {
  readonly total: number
  #used = 0
  readonly #waiting: Waiter[] = []

  constructor(total: number) {
    this.total = total
  }

  get used(): number {
    return this.#used
  }

  /** Takes `count` slots (at most all of them); waits for its turn. Returns what gives them back. @throws the abort reason */
  async take(count: number, signal: AbortSignal): Promise<() => void> {
    throwIfAborted(signal)
    const wanted = Math.max(1, Math.min(count, this.total))
    if (this.#waiting.length > 0 || this.#used + wanted > this.total) await this.#turn(wanted, signal)
    else this.#used += wanted
    let held = true
    return () => {
      if (!held) return
      held = false
      this.#used -= wanted
      this.#admit()
    }
  }

  #turn(count: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
        reject(abortReason(signal))
        this.#admit()
      }
      const waiter: Waiter = {
        count,
        enter: () => {
          signal.removeEventListener('abort', leave)
          resolve()
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.push(waiter)
    })
  }

  #admit(): void {
    for (;;) {
      const next = this.#waiting[0]
      if (next === undefined || this.#used + next.count > this.total) return
      this.#waiting.shift()
      this.#used += next.count
      next.enter()
    }
  }
}
