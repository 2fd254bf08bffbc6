import { fixedOffset } from '#plan'
import { BadField } from './bad-field.ts'
import { DAYLIGHT, type FieldState, ZONE } from './field-state.ts'
import { ZONE_ABBREVIATIONS } from './zone-abbreviations.ts'
import { zoneDisplacement } from './zone-displacement.ts'
import { offsetOfLocal, zoneNamed } from './zones.ts'

/** The zone a text names, or the distance from UTC it tells. */
export class WrittenZone {
  readonly #state: FieldState
  #offset: number | undefined
  #name: string | undefined

  constructor(state: FieldState) {
    this.#state = state
  }

  /** Takes a distance like `+02:30`. @throws BadField */
  displace(text: string): void {
    this.#offset = zoneDisplacement(text)
  }

  /** Takes a zone by its name. @throws BadField for one that is not known */
  take(name: string): void {
    zoneNamed(name)
    this.#state.add(ZONE)
    this.#name = name
  }

  /** Adds to the distance, as `DST` after an abbreviation does. */
  add(seconds: number): void {
    this.#offset = (this.#offset ?? 0) + seconds
  }

  /** Seconds from UTC at a local time; without a zone the session's, which is UTC. @throws BadField */
  offsetAt(localSeconds: number): number {
    if (this.#name === undefined) {
      if (!this.#state.has(ZONE) && this.#state.has(DAYLIGHT)) throw new BadField('format')
      return this.#offset ?? 0
    }
    if (this.#state.has(DAYLIGHT)) throw new BadField('format')
    return offsetOfLocal(zoneNamed(this.#name), localSeconds)
  }

  /** True for a zone whose offset only a date can tell. */
  get isChanging(): boolean {
    if (this.#name === undefined || ZONE_ABBREVIATIONS.has(this.#name)) return false
    return fixedOffset(zoneNamed(this.#name)) === undefined && !/^(etc\/|gmt|universal$|greenwich$)/.test(this.#name)
  }
}
