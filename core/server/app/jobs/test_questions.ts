/** What a test may ask of the server process that it has started. */
export type TestQuestion =
  | { ask: 'clock'; offset: number }
  | { ask: 'ticks'; since: number }
  | { ask: 'sweep' }
  | { ask: 'busy' }
  | { ask: 'describe'; plugin: string }

/** A plugin as the server has it. */
export interface DescribedPlugin {
  /** Why it does not serve; null when it does. */
  broken: string | null
  routes: { method: string; path: string; permission: string }[]
  /** Those of persons, and the readings over their schools. */
  personRoutes: { method: string; path: string; permission: string }[]
  /** Routes that it has put on the application's own router. */
  strays: string[]
  jobs: string[]
  listeners: string[]
  hooks: string[]
}
