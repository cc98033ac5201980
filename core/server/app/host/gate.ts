import type { Profile } from '@preau/kit'
import type { Activation, PauseFact } from './activation_cache.ts'
import { loadedPlugin } from './registry.ts'

interface Asker {
  /** Empty for the work of a job, which only a pause for everybody stops. */
  profiles: readonly Profile[]
  write: boolean
  now: Date
}

/** Whether a module answers somebody now: active, loaded, and not paused for him. The one gate of routes, nav and services. */
export function isOpenTo(activation: Activation | undefined, asker: Asker): boolean {
  if (!activation?.active || !loadedPlugin(activation.plugin)) return false
  const pause = pauseFor(activation, asker)
  return !pause || (pause.mode === 'read-only' && !asker.write)
}

/** The pause of a module that concerns somebody now: all of his profiles are among those it names. */
export function pauseFor(
  { pause }: Pick<Activation, 'pause'>,
  { profiles, now }: Omit<Asker, 'write'>
): PauseFact | null {
  if (!pause || (pause.until && pause.until <= now)) return null
  const concerned =
    !pause.profiles.length ||
    (profiles.length > 0 && profiles.every((one) => pause.profiles.includes(one)))
  return concerned ? pause : null
}
